using System.Globalization;
using System.Text;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>Changes of the bytes of an HTTP/1.1 request: its first line, headers, lengths, chunks, and what comes behind it.</summary>
internal static class HttpMutations
{
    private const string Line = "\r\n";

    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "HEAD",
        "OPTIONS",
        "PUT",
        "CONNECT",
        "TRACE",
        "PRI",
        "get",
        "",
        "\0",
        "G T",
        "POST\t",
        "GET\x0b",
    ];

    private static readonly string[] Targets =
    [
        "/create",
        "/delete",
        "/status",
        "/getLogs",
        "/explain",
        "/",
        "*",
        "",
        "//status",
        "/status/",
        "/STATUS",
        "/status?x=%00",
        "/%2e%2e/status",
        "/status%0d%0aX:y",
        "/%",
        "/%ff",
        "http://localhost/status",
        "http://other/status",
        "localhost:80",
        "/status#x",
        "/\0",
        "/\u00e9",
        "/status HTTP/1.1\r\nX: y",
        "/status\\..\\create",
        "/%ed%a0%80",
        "https://[::1/",
        "/a?",
    ];

    private static readonly string[] Versions =
    [
        "HTTP/1.1",
        "HTTP/1.0",
        "HTTP/0.9",
        "HTTP/2.0",
        "HTTP/3",
        "HTTP/1.10",
        "http/1.1",
        "HTTP/1.1 ",
        "",
        "HTTP",
        "ICY",
        "HTTP/1.1\0",
    ];

    private static readonly string[] Headers =
    [
        "Content-Length: 0",
        "Content-Length: -1",
        "Content-Length: +5",
        "Content-Length: 0x10",
        "Content-Length: 1 2",
        "Content-Length: 5, 5",
        "Content-Length: ",
        "Content-Length: 9223372036854775807",
        "Content-Length: 9223372036854775808",
        "Content-Length: 99999999999",
        "Content-Length: 67108865",
        "Content-Length: 1e2",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding: chunked;a=b",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "Transfer-Encoding : chunked",
        "TE: trailers",
        "Trailer: Content-Length",
        "Host: localhost",
        "Host: ",
        "Host: other",
        "Host: a b",
        "Host: localhost:99999",
        "Host: [::1",
        "Host: [::1]",
        "Host: localhost\0",
        "Host: 127.1",
        "Host: \u00e9",
        "Host: @",
        "Host: a,b",
        "Expect: 100-continue",
        "Expect: x",
        "Connection: close",
        "Connection: keep-alive",
        "Connection: upgrade",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
        "Content-Type: text/plain; charset=x",
        "Content-Type: \xff",
        "Content-Encoding: gzip",
        "Origin: http://x",
        "Authorization: Bearer ",
        "Range: bytes=0-1",
        "Accept: \0",
        "InterLink-Http-Session: a\tb",
        "InterLink-Http-Session: \u202e",
        "Cookie: a=\"",
        "X",
        ": x",
        " folded",
        "\tfolded",
        "X : y",
        "X\0: y",
        "X: \0",
        "X: a\rb",
        "X: a\nb",
        "\u00e9: y",
    ];

    private static readonly string[] ChunkSizes =
    [
        "0",
        "1",
        "5",
        "ffffffff",
        "7fffffff",
        "80000000",
        "100000000",
        "ffffffffffffffff",
        "10000000000000000",
        "-1",
        "+1",
        "0x5",
        "",
        " 5",
        "5 ",
        "5;a=b",
        "5;a=\"",
        "g",
        "00000000000000000005",
        "5\0",
    ];

    private static readonly byte[][] Fronts =
    [
        "\r\n"u8.ToArray(),
        "\n\n"u8.ToArray(),
        [0xEF, 0xBB, 0xBF],
        [0],
        " "u8.ToArray(),
        [0x16, 3, 1, 2, 0],
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(),
    ];

    /// <param name="words">Of the bodies.</param>
    public static Mutate Of(params string[] words)
    {
        var bytes = Mutations.Of(words);
        return (random, input, corpus) =>
        {
            if (random.Next(4) == 0)
                return bytes(random, input, corpus);
            var changed = Changed(random, input, corpus, bytes);
            return changed.Length <= Mutations.LongestInput ? changed : changed[..Mutations.LongestInput];
        };
    }

    private static byte[] Changed(Random random, byte[] input, IReadOnlyList<byte[]> corpus, Mutate bytes)
    {
        var (head, body) = Parts(input);
        var lines = head.Split(Line).ToList();
        switch (random.Next(12))
        {
            case 0:
                lines[0] = FirstLine(random, lines[0]);
                break;
            case 1 or 2:
                lines.Insert(random.Next(1, lines.Count + 1), Any(random, Headers));
                break;
            case 3:
                lines[random.Next(lines.Count)] = Any(random, Headers);
                break;
            case 4:
                lines.RemoveAt(random.Next(lines.Count));
                break;
            case 5:
                lines.InsertRange(1, Many(random));
                break;
            case 6:
                return Chunked(random, lines, body);
            case 7:
                return WithLength(lines, bytes(random, body, corpus));
            case 8:
                return [.. input, .. corpus[random.Next(corpus.Count)]];
            case 9:
                return input[..random.Next(input.Length + 1)];
            case 10:
                return [.. Fronts[random.Next(Fronts.Length)], .. input];
            default:
                return Encoding.Latin1.GetBytes(
                    Encoding.Latin1.GetString(input).Replace(Line, random.Next(2) == 0 ? "\n" : "\r", StringComparison.Ordinal)
                );
        }
        return Whole(lines, body);
    }

    private static string FirstLine(Random random, string line)
    {
        var parts = line.Split(' ');
        if (parts.Length < 3)
            parts = ["GET", "/status", "HTTP/1.1"];
        if (random.Next(3) == 0)
            parts[0] = Any(random, Methods);
        if (random.Next(2) == 0)
            parts[1] = Any(random, Targets);
        if (random.Next(4) == 0)
            parts[^1] = Any(random, Versions);
        if (random.Next(20) == 0)
            parts[1] = "/" + new string('a', random.Next(20_000));
        return string.Join(random.Next(20) == 0 ? "  " : " ", parts);
    }

    private static IEnumerable<string> Many(Random random) =>
        random.Next(3) switch
        {
            0 => Enumerable.Range(0, random.Next(300)).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: y")),
            1 => Enumerable.Repeat("Host: localhost", random.Next(4)),
            _ => ["X: " + new string('y', random.Next(40_000))],
        };

    /// <summary>The body in pieces: most have their size before them, and a few another one.</summary>
    private static byte[] Chunked(Random random, List<string> lines, byte[] body)
    {
        lines.RemoveAll(line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase) && random.Next(4) > 0);
        lines.Insert(Math.Min(1, lines.Count), "Transfer-Encoding: chunked");
        var pieces = new StringBuilder();
        for (var at = 0; at < body.Length; )
        {
            var size = Math.Min(body.Length - at, random.Next(1, 1 + body.Length));
            pieces
                .Append(random.Next(5) == 0 ? Any(random, ChunkSizes) : size.ToString("x", CultureInfo.InvariantCulture))
                .Append(random.Next(12) == 0 ? "\n" : Line);
            pieces.Append(Encoding.Latin1.GetString(body, at, size)).Append(random.Next(12) == 0 ? "" : Line);
            at += size;
        }
        pieces.Append(random.Next(5) == 0 ? Any(random, ChunkSizes) : "0").Append(Line);
        if (random.Next(3) == 0)
            pieces.Append(Any(random, Headers)).Append(Line);
        pieces.Append(Line);
        return Whole(lines, Encoding.Latin1.GetBytes(pieces.ToString()));
    }

    private static byte[] WithLength(List<string> lines, byte[] body)
    {
        lines.RemoveAll(line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"));
        return Whole(lines, body);
    }

    /// <summary>A header with a character of more than a byte is sent as UTF-8.</summary>
    private static byte[] Whole(List<string> lines, byte[] body) =>
        [.. lines.SelectMany(line => (byte[])[.. Raw(line), (byte)'\r', (byte)'\n']), (byte)'\r', (byte)'\n', .. body];

    private static byte[] Raw(string line) => line.Any(c => c > 0xFF) ? Encoding.UTF8.GetBytes(line) : Encoding.Latin1.GetBytes(line);

    private static (string Head, byte[] Body) Parts(byte[] input)
    {
        var end = input.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? (Encoding.Latin1.GetString(input), []) : (Encoding.Latin1.GetString(input, 0, end), input[(end + 4)..]);
    }

    private static string Any(Random random, string[] words) => words[random.Next(words.Length)];
}
