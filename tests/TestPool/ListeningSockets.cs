using System.Globalization;

namespace HtcondorActors.TestPool;

/// <summary>
/// The sockets on which a process hears from others, as the kernel lists them: TCP and unix in the state LISTEN, every UDP socket, every
/// bound unix datagram socket.
/// </summary>
public static class ListeningSockets
{
    private const string TcpListens = "0A";

    public static IReadOnlyList<string> Of(int process)
    {
        var own = new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Select(each => each.LinkTarget ?? "").ToHashSet();
        return [.. Internet(process, own).Concat(Unix(process, own)).Order(StringComparer.Ordinal)];
    }

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    private static IEnumerable<string> Internet(int process, HashSet<string> own) =>
        from protocol in (string[])["tcp", "tcp6", "udp", "udp6"]
        from fields in Rows(process, protocol)
        where own.Contains($"socket:[{fields[9]}]") && (protocol.StartsWith("udp", StringComparison.Ordinal) || fields[3] == TcpListens)
        select $"{protocol} {int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";

    // Num RefCount Protocol Flags Type St Inode Path; the flag 00010000 is "listens", the type 0002 is a datagram socket. A name of the
    // abstract namespace begins with @.
    private static IEnumerable<string> Unix(int process, HashSet<string> own) =>
        from fields in Rows(process, "unix")
        where own.Contains($"socket:[{fields[6]}]") && (fields[3] == "00010000" || (fields[4] == "0002" && fields.Length > 7))
        select $"unix {(fields.Length > 7 ? fields[7] : "")}";

    private static IEnumerable<string[]> Rows(int process, string protocol) =>
        File.Exists($"/proc/{process}/net/{protocol}")
            ? File.ReadLines($"/proc/{process}/net/{protocol}")
                .Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : [];
}
