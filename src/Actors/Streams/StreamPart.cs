namespace HtcondorActors.Actors.Streams;

/// <summary>What a <see cref="FrameParser"/> finds: whole frames, or pieces of a container's log.</summary>
internal abstract record StreamPart(string Container, DateTimeOffset At);

/// <summary>A whole frame of a known kind other than log and pad.</summary>
/// <param name="Container">Its name, or "-" for the pod.</param>
/// <param name="Text">Its payload; bytes that are not UTF-8 are replaced.</param>
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

/// <summary>Bytes that a container wrote: a log frame's payload, or as much of it as is there.</summary>
/// <param name="Offset">Where in the stream they lie.</param>
/// <param name="Bytes">A slice of what the parser was given: copy it to keep it.</param>
internal sealed record LogPiece(string Container, DateTimeOffset At, long Offset, ReadOnlyMemory<byte> Bytes) : StreamPart(Container, At);

/// <summary>Between two frames: in front of a log frame, behind any other. Only told where it is asked for.</summary>
/// <param name="Container">That of the frame.</param>
/// <param name="Position">From here on the stream can be parsed.</param>
internal sealed record FramePosition(string Container, DateTimeOffset At, long Position) : StreamPart(Container, At);
