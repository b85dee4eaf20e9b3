namespace HtcondorActors.Actors.Streams;

/// <summary>Something that a <see cref="FrameParser"/> finds: a whole frame, or a piece of a container's log.</summary>
internal abstract record StreamPart(string Container, DateTimeOffset At);

/// <summary>A whole frame of a known kind other than log and pad.</summary>
/// <param name="Container">The container's name, or "-" for the pod.</param>
/// <param name="Text">The payload; bytes that are not UTF-8 are replaced.</param>
internal sealed record Frame(FrameKind Kind, string Container, DateTimeOffset At, string Text) : StreamPart(Container, At);

internal enum FrameKind
{
    Run,
    Start,
    Note,
    Warning,
    Ready,
    Unready,
    Message,
    Wait,
    Exit,
    Restart,
    Node,
    End,
}

/// <summary>Bytes that a container wrote: a log frame's payload, or the part of it that has arrived.</summary>
/// <param name="Offset">The position of the bytes in the stream.</param>
/// <param name="Bytes">A slice of the parser's input, which is valid only until the next read.</param>
internal sealed record LogPiece(string Container, DateTimeOffset At, long Offset, ReadOnlyMemory<byte> Bytes) : StreamPart(Container, At);

/// <summary>A position between two frames: before a log frame, or behind any other frame. Only reported on request.</summary>
/// <param name="Container">The container of the frame.</param>
/// <param name="Position">A position from which the stream can be parsed.</param>
internal sealed record FramePosition(string Container, DateTimeOffset At, long Position) : StreamPart(Container, At);
