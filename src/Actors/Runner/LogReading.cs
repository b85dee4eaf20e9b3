using System.Buffers;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Runner;

/// <summary>
/// One reader of one container's log: takes the selected part out of a runner's stream, and what is added later, each byte once, in constant memory.
/// The kubelet's order of options: the last lines, of those the ones since a time, of those the first bytes.
/// </summary>
/// <param name="container">Its name; <see cref="LogQuery.Container"/> is not looked at (it may be empty).</param>
/// <param name="query">Follow is not looked at. A container is run once in a run, so there is no previous log.</param>
internal sealed class LogReading(string container, LogQuery query)
{
    private FrameParser _parser = new();
    private LogSelection? _selection;
    private string? _run;

    /// <summary>Nothing more will be given: the container has ended, or so many bytes were given as were asked for.</summary>
    public bool Ended { get; private set; } = query.Previous;

    /// <summary>Writes what the stream holds beyond what was written before.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="output">Gets raw bytes; is not flushed or closed.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task WriteNewAsync(Stream stream, Stream output, CancellationToken cancel)
    {
        if (Ended) return;
        // What is written meanwhile is not in it: else "the last 10 lines" could be more.
        var until = stream.Length;
        var run = await RunOfAsync(stream, cancel).ConfigureAwait(false);
        if (run is null || (run == _run && until < _parser.Position)) return; // being written anew by a fetch
        // HTCondor runs the job again: what this run writes comes after what the former one wrote.
        if (run != _run) (_run, _parser) = (run, new FrameParser());
        _selection ??= new LogSelection(await SkippedAsync(stream, until, cancel).ConfigureAwait(false), query.Since, query.Timestamps, query.LimitBytes);
        var chosen = new ArrayBufferWriter<byte>();
        stream.Position = _parser.Position;
        await foreach (var part in FramedStream.ReadAsync(stream, _parser, container, until, cancel).ConfigureAwait(false))
        {
            if (part is Frame { Kind: FrameKind.Exit } exit && exit.Container == container) Ended = !exit.Text.Contains("Stopped", StringComparison.Ordinal);
            if (part is not LogPiece piece) continue;
            _selection.Take(piece, chosen);
            await output.WriteAsync(chosen.WrittenMemory, cancel).ConfigureAwait(false);
            chosen.ResetWrittenCount();
            if (!_selection.Full) continue;
            Ended = true;
            return;
        }
    }

    private async Task<long> SkippedAsync(Stream stream, long until, CancellationToken cancel) =>
        query.Tail is { } tail ? Math.Max(0, await LinesAsync(stream, until, cancel).ConfigureAwait(false) - tail) : 0;

    /// <summary>Lines, a last one without newline included.</summary>
    private async Task<long> LinesAsync(Stream stream, long until, CancellationToken cancel)
    {
        long lines = 0;
        var ends = true;
        stream.Position = 0;
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(), container, until, cancel).ConfigureAwait(false))
        {
            if (part is not LogPiece piece) continue;
            lines += piece.Bytes.Span.Count((byte)'\n');
            ends = piece.Bytes.Span[^1] == '\n';
        }
        return ends ? lines : lines + 1;
    }

    /// <summary>The run's name, from the stream's first frame; null while that is not there.</summary>
    private static async Task<string?> RunOfAsync(Stream stream, CancellationToken cancel)
    {
        stream.Position = 0;
        await foreach (var part in FramedStream.ReadAsync(stream, new FrameParser(), logOf: null, until: stream.Length, cancel).ConfigureAwait(false))
            if (part is Frame { Kind: FrameKind.Run } first) return first.Text;
        return null;
    }
}
