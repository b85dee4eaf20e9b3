using System.Globalization;
using System.Net.Sockets;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The socket of systemd's journal as a stream: each write is one datagram. It is not connected, so that a restarted journald needs no new
/// socket. A write may block, as the journal's own clients do.
/// </summary>
internal sealed class JournaldSocket(string path) : WriteOnlyStream
{
    internal const string Default = "/run/systemd/journal/socket";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _journal = new(path);

    /// <summary>
    /// True if systemd has connected this output to its journal (<c>JOURNAL_STREAM</c>, systemd.exec(5)). The variable is inherited, so it
    /// counts only if it names the output of this process.
    /// </summary>
    /// <param name="variable">The value of JOURNAL_STREAM.</param>
    /// <param name="output">The output's file.</param>
    public static bool IsOutput(string? variable, string output = "/proc/self/fd/1")
    {
        if (string.IsNullOrEmpty(variable) || UnixFile.At(output) is not { Identity: var file })
            return false;
        // The number of a device as stat(2) tells it; systemd writes it so.
        var (major, minor) = (file.Device >> 32, file.Device & uint.MaxValue);
        var device = (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xfful) << 12 | (major & ~0xffful) << 32;
        return variable == string.Create(CultureInfo.InvariantCulture, $"{device}:{file.Inode}");
    }

    /// <exception cref="IOException">The journal does not take the entry.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _socket.SendTo(buffer, SocketFlags.None, _journal);
        }
        catch (SocketException fault)
        {
            throw new IOException("journald: " + fault.Message, fault);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _socket.Dispose();
        base.Dispose(disposing);
    }
}
