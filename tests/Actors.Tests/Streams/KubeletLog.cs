using System.Globalization;
using System.Text;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>
/// What a kubelet answers (kuberuntime/logs: ReadLogs): of the attempt's lines the last ones, of those the ones since a time, each with its
/// time in front, of all that the first bytes. Naive and in memory, so that it can be seen to be right.
/// </summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Attempts">What the container wrote in each, and when (seconds after <paramref name="Began"/>).</param>
internal sealed record KubeletLog(string Name, DateTimeOffset Began, params (double At, byte[] Bytes)[][] Attempts)
{
    public static IReadOnlyList<KubeletLog> Examples(DateTimeOffset began) =>
        [
            new("no attempt", began),
            new(
                "empty",
                began,
                [
                    [],
                ]
            ),
            new(
                "final newline",
                began,
                [
                    [(0, "one\n"u8.ToArray()), (10, "two\nthree\n"u8.ToArray()), (20, "four\n"u8.ToArray())],
                ]
            ),
            new(
                "no final newline",
                began,
                [
                    [(0, "one\ntw"u8.ToArray()), (10, "o\nthree\nfo"u8.ToArray()), (20, "ur"u8.ToArray())],
                ]
            ),
            new(
                "only newlines",
                began,
                [
                    [(0, "\n\n"u8.ToArray()), (10, "\n"u8.ToArray())],
                ]
            ),
            new(
                "carriage returns",
                began,
                [
                    [(0, "a\r\n\rb\r"u8.ToArray()), (10, "\nc\r\n"u8.ToArray())],
                ]
            ),
            new(
                "NUL and bytes that are no UTF-8",
                began,
                [
                    [(0, [0, 255, 10, 0xC3]), (10, [0x28, 10, 0, 10]), (20, [0xE2, 0x82])],
                ]
            ),
            new(
                "what looks like frames",
                began,
                [
                    [(0, "@1 log a 3\nno\n"u8.ToArray()), (10, "\n@2 exit a 1\n0\n"u8.ToArray())],
                ]
            ),
            new(
                "long lines",
                began,
                [
                    [(0, [.. Enumerable.Repeat((byte)'x', 200_000)]), (10, [.. Enumerable.Repeat((byte)'y', 70_000), 10, .. "z\n"u8])],
                ]
            ),
            new(
                "attempts",
                began,
                [(0, "first\nlast of it"u8.ToArray())],
                [(10, "second\n2\n"u8.ToArray())],
                [(20, "third\n"u8.ToArray()), (30, "3\n3"u8.ToArray())]
            ),
            new("an attempt without a word", began, [(0, "first\n"u8.ToArray())], []),
        ];

    public byte[] Answer(int? tail, long? limit, bool timestamps, DateTimeOffset? since, bool previous)
    {
        var attempt = previous ? Attempts.SkipLast(1).LastOrDefault() : Attempts.LastOrDefault();
        var lines = LinesOf(attempt ?? []);
        var selected = lines
            .TakeLast(tail ?? int.MaxValue)
            .Where(line => since is null || line.At >= since)
            .SelectMany(line => timestamps ? [.. Encoding.UTF8.GetBytes(Stamp(line.At)), .. line.Bytes] : line.Bytes);
        return [.. limit is { } most ? selected.Take((int)most) : selected];
    }

    /// <summary>The same as the runner's stream, with another container's output in between.</summary>
    public byte[] Stream()
    {
        using var stream = new MemoryStream();
        Frame("run", "-", 0, "r1"u8);
        foreach (var (number, writes) in Attempts.Index())
        {
            var at = writes.Length > 0 ? writes[0].At : 0;
            if (number > 0)
                Frame("exit", "a", at, "1"u8);
            if (number > 0)
                Frame("restart", "a", at, Encoding.UTF8.GetBytes($"{number} 10000"));
            Frame("start", "a", at, []);
            foreach (var write in writes)
            {
                Frame("log", "b", write.At, "other\n"u8);
                Frame("log", "a", write.At, write.Bytes);
            }
        }
        Frame("note", "-", 99, "words"u8);
        return stream.ToArray();

        void Frame(string kind, string container, double at, ReadOnlySpan<byte> payload)
        {
            stream.Write(
                Encoding.UTF8.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"@{Began.AddSeconds(at).ToUnixTimeMilliseconds()} {kind} {container} {payload.Length}\n"
                    )
                )
            );
            stream.Write(payload);
            stream.WriteByte((byte)'\n');
        }
    }

    private static string Stamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff000000Z ", CultureInfo.InvariantCulture);

    private List<(DateTimeOffset At, byte[] Bytes)> LinesOf((double At, byte[] Bytes)[] writes)
    {
        var all = writes.SelectMany(write => write.Bytes.Select(each => (At: Began.AddSeconds(write.At), Byte: each))).ToList();
        var lines = new List<(DateTimeOffset, byte[])>();
        while (all.Count > 0)
        {
            var end = all.FindIndex(each => each.Byte == '\n');
            var line = all.Take(end < 0 ? all.Count : end + 1).ToList();
            lines.Add((line[0].At, [.. line.Select(each => each.Byte)]));
            all.RemoveRange(0, line.Count);
        }
        return lines;
    }
}
