using System.Threading.Channels;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes the log's entries without blocking the sidecar. If the reader of the log stops (a stopped terminal, a journald that hangs), a
/// limited number of entries waits; then the oldest is dropped. As soon as entries can be written again, the log says how many were
/// dropped.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>
    /// The most entries that wait. One usually has 200 bytes, and at most some 16,384 characters, so they take 128 MiB in the worst case.
    /// </summary>
    public const int AtMost = 4096;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _waiting;
    private readonly Stream _output;
    private readonly Func<long, byte[]> _lost;
    private readonly Thread _writer;
    private long _dropped;

    /// <param name="output">Gets each entry in one write, which may block.</param>
    /// <param name="lost">Makes the entry that says how many entries were dropped.</param>
    public LogOutput(Stream output, Func<long, byte[]> lost)
    {
        (_output, _lost) = (output, lost);
        _waiting = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(AtMost) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped)
        );
        // A background thread, which does not delay the end of the process: a blocked write cannot be cancelled.
        _writer = new Thread(Run) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Returns at once.</summary>
    /// <param name="entry">The whole entry in its form.</param>
    public void Write(byte[] entry) => _waiting.Writer.TryWrite(entry);

    /// <summary>Waits a second for the reader to take the waiting entries.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writer.Join(LastWords);
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out var entry))
            {
                var dropped = Interlocked.Exchange(ref _dropped, 0);
                if (dropped > 0 && !TryPut(_lost(dropped)))
                    Interlocked.Add(ref _dropped, dropped);
                if (!TryPut(entry))
                    Interlocked.Increment(ref _dropped);
            }
        }
    }

    private bool TryPut(byte[] entry)
    {
        try
        {
            _output.Write(entry);
            _output.Flush();
            return true;
        }
        catch (IOException)
        {
            // The reader is gone, or the disk of the log is full.
            return false;
        }
    }
}
