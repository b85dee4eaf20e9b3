using System.Text;
using System.Threading.Channels;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The lines of the log on their way to whoever reads them. A reader that does not read (a stopped terminal, a journald that hangs) holds
/// up nobody: so many lines wait, then the oldest is dropped. How many were dropped is said as soon as lines flow again.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>The number of lines that wait. A line has 200 bytes as a rule and 16,384 characters at most: 128 MiB in the worst
    /// case.</summary>
    public const int AtMost = 4096;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _waiting;
    private readonly Stream _output;
    private readonly Thread _writer;
    private long _dropped;

    /// <param name="output">Where the lines go. Writing to it may block.</param>
    public LogOutput(Stream output)
    {
        _output = output;
        _waiting = Channel.CreateBounded<string>(
            new BoundedChannelOptions(AtMost) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped)
        );
        // A thread of its own, which the end of the process does not wait for: a write that blocks cannot be called off.
        _writer = new Thread(Run) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Returns at once.</summary>
    /// <param name="line">Without its end.</param>
    public void Write(string line) => _waiting.Writer.TryWrite(line);

    /// <summary>Gives the reader a second to take what waits.</summary>
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
            // The reader is gone, or the disk that the log is written to is full.
            return false;
        }
    }
}
