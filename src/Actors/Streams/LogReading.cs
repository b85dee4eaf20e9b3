using System.Buffers;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// One reader of the log of one attempt of a container: takes the selected part out of a runner's stream, and what is added later, each
/// byte once, in constant memory. Which attempt is settled at the first look, as the kubelet does it: whoever follows a log is not taken
/// over to that of a restarted container. The kubelet's order of options: the last lines, of those the ones since a time, of those the
/// first bytes.
/// </summary>
/// <param name="container">Its name; <see cref="LogQuery.Container"/> is not looked at (it may be empty).</param>
/// <param name="query">Follow is not looked at.</param>
internal sealed class LogReading(string container, LogQuery query)
{
    /// <summary>The run frame is the first of all; what a site's own wrapper of jobs may say before it is short.</summary>
    private const long RunFrameWithin = 1 << 20;

    private FrameParser _parser = new();
    private LogSelection? _selection;
    private int _wanted;
    private int _attempt;

    public string Container => container;

    /// <summary>Nothing more will be given: the attempt has ended, or so many bytes were given as were asked for.</summary>
    public bool Ended { get; private set; }

    /// <summary>The container has written something, chosen or not.</summary>
    public bool HasLog { get; private set; }

    /// <summary>The container was started in this run.</summary>
    public bool EverStarted { get; private set; }

    /// <summary>There is no attempt before in this run: it may be in an earlier one.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>The name of the run that is read; null before any was found.</summary>
    public string? Run { get; private set; }

    /// <summary>Writes what the stream holds beyond what was written before.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="output">Gets raw bytes; is not flushed or closed.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task WriteNewAsync(Stream stream, Stream output, CancellationToken cancel)
    {
        if (Ended)
            return;
        // What is written meanwhile is not in it: else "the last 10 lines" could be more.
        var until = stream.Length;
        var run = await RunOfAsync(stream, cancel);
        if (run is null)
            return;
        // HTCondor runs the job again: what this run writes comes after what the former one wrote.
        if (run != Run)
            (Run, _parser, _wanted, _attempt) = (run, new FrameParser(), 0, 0);
        if (_selection is null && !await BeginAsync(stream, until, cancel))
            return;
        var chosen = new ArrayBufferWriter<byte>();
        stream.Position = _parser.Position;
        await foreach (var part in FramedStream.ReadAsync(stream, _parser, container, until, cancel))
        {
            if (part.Container == container && part is Frame frame)
                Pass(frame);
            if (Ended)
                return;
            HasLog |= part is LogPiece;
            if (part is not LogPiece piece || _attempt != _wanted)
                continue;
            _selection!.Take(piece, chosen);
            await output.WriteAsync(chosen.WrittenMemory, cancel);
            chosen.ResetWrittenCount();
            if (!_selection.Full)
                continue;
            Ended = true;
            return;
        }
        Ended |= _parser.HasGivenUp;
    }

    /// <returns>False: there is no such attempt.</returns>
    private async Task<bool> BeginAsync(Stream stream, long until, CancellationToken cancel)
    {
        var (number, marks, everStarted) = await LogAttempts.ChooseAsync(stream, container, query.Previous, until, cancel);
        EverStarted = everStarted;
        Ended = IsMissing = number < 0;
        var (from, skipped) =
            query.Tail is { } tail && !Ended ? await TailFinder.FindAsync(stream, container, marks, tail, cancel) : (marks.Begin, 0);
        (_parser, _wanted, _attempt) = (new FrameParser(from), number, number);
        _selection = new LogSelection(skipped, query.Since, query.Timestamps, query.LimitBytes);
        return !Ended;
    }

    // All bytes of an attempt are in the stream before its exit. Stopped is no end: the job may run again.
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

    /// <summary>The run's name, from the stream's first frame; null while that is not there.</summary>
    public static async Task<string?> RunOfAsync(Stream stream, CancellationToken cancel)
    {
        stream.Position = 0;
        var until = Math.Min(stream.Length, RunFrameWithin);
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(), logOf: null, until, cancel))
            if (part is Frame { Kind: FrameKind.Run } first)
                return first.Text;
        return null;
    }
}
