using System.Text;
using System.Threading.Channels;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes the log's lines without blocking the sidecar. If the reader of the log stops (a stopped terminal, a journald that hangs), a
/// limited number of lines waits; then the oldest is dropped. As soon as lines can be written again, the log says how many were dropped.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>
    /// The most lines that wait. A line usually has 200 bytes, and at most 16,384 characters, so they take 128 MiB in the worst case.
    /// </summary>
    public const int AtMost = 4096;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _waiting;
    private readonly Stream _output;
    private readonly Thread _writer;
    private long _dropped;

    /// <param name="output">The stream for the lines. Writes to it may block.</param>
    public LogOutput(Stream output)
    {
        _output = output;
        _waiting = Channel.CreateBounded<string>(
            new BoundedChannelOptions(AtMost) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped)
        );
        // A background thread, which does not delay the end of the process: a blocked write cannot be cancelled.
        _writer = new Thread(Run) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Returns at once.</summary>
    /// <param name="line">The line without its newline.</param>
    public void Write(string line) => _waiting.Writer.TryWrite(line);

    /// <summary>Waits a second for the reader to take the waiting lines.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writer.Join(LastWords);
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out var line))
            {
                var dropped = Interlocked.Exchange(ref _dropped, 0);
                if (dropped > 0 && !TryPut($"{dropped} lines of the log were dropped here: whoever reads it did not take them"))
                    Interlocked.Add(ref _dropped, dropped);
                if (!TryPut(line))
                    Interlocked.Increment(ref _dropped);
            }
        }
    }

    private bool TryPut(string line)
    {
        try
        {
            _output.Write(Encoding.UTF8.GetBytes(line + "\n"));
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
