using System.Security.Cryptography;
using System.Text;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>
/// Prints the new lines of a container's log. It fetches the log from its start each time. A hash of the printed bytes shows whether it is
/// still the same log: a job that runs again begins a new one.
/// </summary>
/// <param name="prefix">The text before every line.</param>
/// <param name="lastLines">How many last lines the first call prints; 0 for all.</param>
internal sealed class LogPrinter(PodSession session, AskedPod pod, string container, string prefix, int lastLines) : IDisposable
{
    /// <summary>The most bytes of a line; a longer line is printed in pieces.</summary>
    private const int LongestLine = 64 * 1024;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);
    private readonly MemoryStream _line = new();
    private IncrementalHash _printed = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _offset;
    private Queue<byte[]>? _held = lastLines > 0 ? new Queue<byte[]>() : null;

    public async Task PumpAsync(CancellationToken stop)
    {
        if (!await ReadAsync(stop))
        {
            End();
            session.Terminal.Warn($"the log of {container} began anew: it was started again");
            _printed.Dispose();
            (_offset, _printed) = (0, IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
            await ReadAsync(stop);
        }
        while (_held?.TryDequeue(out var line) ?? false)
            session.Terminal.Bytes(line);
        _held = null;
    }

    public void Dispose()
    {
        _line.Dispose();
        _printed.Dispose();
    }

    /// <summary>Prints the last line of the log if that line has no newline.</summary>
    public void End()
    {
        if (_line.Length > 0)
            Say([(byte)'\n']);
    }

    /// <returns>False if the log does not begin with the bytes that were printed before.</returns>
    private async Task<bool> ReadAsync(CancellationToken stop)
    {
        var same = true;
        await session.Client.LogAsync(
            pod,
            container,
            0,
            async body =>
            {
                using var seen = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = new byte[16 * 1024];
                var left = _offset;
                while (left > 0)
                {
                    var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), stop);
                    if (read == 0)
                        break;
                    seen.AppendData(buffer, 0, read);
                    left -= read;
                }
                same = left == 0 && seen.GetCurrentHash().AsSpan().SequenceEqual(_printed.GetCurrentHash());
                if (!same)
                    return;
                for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; )
                {
                    _printed.AppendData(buffer, 0, read);
                    _offset += read;
                    Say(buffer.AsSpan(0, read));
                }
            },
            stop
        );
        return same;
    }

    private void Say(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var newline = bytes.IndexOf((byte)'\n');
            var piece = newline < 0 ? bytes : bytes[..(newline + 1)];
            if (_line.Length == 0)
                _line.Write(_prefix);
            _line.Write(piece);
            bytes = bytes[piece.Length..];
            if (newline < 0 && _line.Length < LongestLine)
                continue;
            if (newline < 0)
                _line.WriteByte((byte)'\n');
            Put(_line.ToArray());
            _line.SetLength(0);
        }
    }

    private void Put(byte[] line)
    {
        if (_held is null)
            session.Terminal.Bytes(line);
        else
        {
            _held.Enqueue(line);
            if (_held.Count > lastLines)
                _held.Dequeue();
        }
    }
}
