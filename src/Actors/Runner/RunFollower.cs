namespace HtcondorActors.Actors.Runner;

/// <summary>
/// Follows what one job's stream says while the file grows. HTCondor truncates the file in place when the job runs again, and by the
/// next look it may be longer than before: the file's first bytes (the run frame, which no two runs share) tell, not its length.
/// </summary>
internal sealed class RunFollower
{
    /// <summary>The run frame is about 85 bytes; a line of it and its payload fit.</summary>
    private const int HeadLength = 256;

    private FrameParser _parser = new();
    private byte[] _head = [];
    private bool _torn;

    public RunView View { get; private set; } = RunView.Empty;

    /// <summary>How far the present run's stream has been read: a stream of this length and the same run holds nothing new.</summary>
    public long Position => _parser.Position;

    /// <summary>Reads what is new; with another run, all of it.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="cancel">Ends the reading; the next one begins anew, as after any failure.</param>
    public async Task<RunView> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var head = await HeadOfAsync(stream, cancel);
        while (true)
        {
            if (_torn || !head.AsSpan().StartsWith(_head) || stream.Length < Position) (_parser, View) = (new FrameParser(), RunView.Empty);
            (_head, _torn) = (head, true);
            stream.Position = Position;
            var view = View;
            await foreach (var part in FramedStream.ReadAsync(stream, _parser, logOf: null, until: long.MaxValue, cancel))
                if (part is Frame frame) view = view.Apply(frame);
            // Truncated and written anew while it was being read: what was read is of neither run.
            head = await HeadOfAsync(stream, cancel);
            if (!head.AsSpan().StartsWith(_head) || stream.Length < Position) continue;
            _torn = false;
            return View = view;
        }
    }

    private static async Task<byte[]> HeadOfAsync(Stream stream, CancellationToken cancel)
    {
        var head = new byte[HeadLength];
        stream.Position = 0;
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return head[..count];
    }
}
