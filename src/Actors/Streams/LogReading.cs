using System.Buffers;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Reads the log of one attempt of a container: the selected part of a runner's stream, and what is added later. Each byte is read once, in
/// constant memory. The first read decides which attempt it is, as in the kubelet: a follower does not continue with a restarted
/// container's log. The options apply in the kubelet's order: first the last lines, of those the ones since a time, of those the first
/// bytes.
/// </summary>
/// <param name="container">The container's name; <see cref="LogQuery.Container"/> is ignored, because it may be empty.</param>
/// <param name="query">The query; its Follow is ignored.</param>
internal sealed class LogReading(string container, LogQuery query)
{
    /// <summary>The run frame is the first frame. A site's own job wrapper may print something before it, but only a little.</summary>
    private const long RunFrameWithin = 1 << 20;

    private FrameParser _parser = new();
    private LogSelection? _selection;
    private int _wanted;
    private int _attempt;

    public string Container => container;

    /// <summary>True if nothing more will be written: the attempt has ended, or the limit of bytes is reached.</summary>
    public bool Ended { get; private set; }

    /// <summary>True if the container has written something, selected or not.</summary>
    public bool HasLog { get; private set; }

    /// <summary>True if the container has started in this run.</summary>
    public bool EverStarted { get; private set; }

    /// <summary>True if this run has no such attempt. It may be in an earlier run.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>The id of the run that is being read; null until a run was found.</summary>
    public string? Run { get; private set; }

    /// <summary>Writes what the stream contains beyond what was written before.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="output">Receives raw bytes; is not flushed or closed.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task WriteNewAsync(Stream stream, Stream output, CancellationToken cancel)
    {
        if (Ended)
            return;
        // Bytes that arrive during this read are left for the next one. Otherwise "the last 10 lines" could be more.
        var until = stream.Length;
        var run = await RunOfAsync(stream, cancel);
        if (run is null)
            return;
        // HTCondor runs the job again. The log of the new run follows that of the earlier one.
        if (run != Run)
            (Run, _parser, _wanted, _attempt) = (run, new FrameParser(), 0, 0);
        if (_selection is null && !await BeginAsync(stream, until, cancel))
            return;
        var lines = new ArrayBufferWriter<byte>();
        stream.Position = _parser.Position;
        _parser.JoinsLogs = _selection!.TakesAll;
        await foreach (var block in FramedStream.ReadBlocksAsync(stream, _parser, container, until, cancel))
        {
            var chosen = Choose(block, lines);
            if (chosen.Length > 0)
                await output.WriteAsync(chosen, cancel);
            if (Ended)
                return;
            lines.ResetWrittenCount();
            _parser.JoinsLogs = _selection.TakesAll;
        }
        Ended |= _parser.HasGivenUp;
    }

    /// <summary>
    /// Chooses the bytes of one block to write, so that each block is written at once. Where the selection takes all, the pieces of the log
    /// are moved together within the block.
    /// </summary>
    private ReadOnlyMemory<byte> Choose(StreamBlock block, ArrayBufferWriter<byte> lines)
    {
        var (begin, length) = (0, 0);
        for (var i = 0; i < block.Parts.Count && !Ended; i++)
        {
            var part = block.Parts[i];
            if (part.Container != container)
                continue;
            if (part is Frame frame)
                Pass(frame);
            HasLog |= part is LogPiece;
            if (part is not LogPiece piece || _attempt != _wanted)
                continue;
            if (lines.WrittenCount > 0 || !_selection!.TakesAll)
            {
                _selection!.Take(piece, lines);
                Ended = _selection.Full;
                continue;
            }
            if (length == 0)
                begin = (int)(piece.Offset - block.Position);
            else
                piece.Bytes.CopyTo(block.Bytes[(begin + length)..]);
            length += piece.Bytes.Length;
        }
        return lines.WrittenCount > 0 ? lines.WrittenMemory : block.Bytes.Slice(begin, length);
    }

    /// <returns>False if there is no such attempt.</returns>
    private async Task<bool> BeginAsync(Stream stream, long until, CancellationToken cancel)
    {
        var (number, marks, everStarted) = await LogAttempts.ChooseAsync(
            stream,
            container,
            query.Previous,
            marksLog: query.Tail is not null,
            until,
            cancel
        );
        EverStarted = everStarted;
        Ended = IsMissing = number < 0;
        var (from, skipped) =
            query.Tail is { } tail && !Ended ? await TailFinder.FindAsync(stream, container, marks, tail, cancel) : (marks.Begin, 0);
        (_parser, _wanted, _attempt) = (new FrameParser(from), number, number);
        _selection = new LogSelection(skipped, query.Since, query.Timestamps, query.LimitBytes);
        return !Ended;
    }

    // All bytes of an attempt come before its exit frame. An exit with Stopped does not end the log, because the job may run again.
    private void Pass(Frame frame)
    {
        if (
            _attempt == _wanted
            && (frame.Kind is FrameKind.Restart || (frame.Kind is FrameKind.Exit && FramePayload.Exit(frame) is { IsFinal: true }))
        )
            Ended = true;
        if (frame.Kind is FrameKind.Restart)
            _attempt++;
    }

    /// <summary>The run's id from the stream's first frame; null while that frame is missing.</summary>
    public static async Task<string?> RunOfAsync(Stream stream, CancellationToken cancel)
    {
        stream.Position = 0;
        var until = Math.Min(stream.Length, RunFrameWithin);
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(tells: ParserReports.Frames), logOf: null, until, cancel))
            if (part is Frame { Kind: FrameKind.Run } first)
                return first.Text;
        return null;
    }
}
