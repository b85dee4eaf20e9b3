using System.Text;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>The usual changes of an input. Bounded: what is made is never much longer than what is known.</summary>
internal static class Mutations
{
    public const int LongestInput = 1 << 16;

    /// <summary>Numbers at which something changes: signs, widths, what a double cannot hold, what is no number although it looks like
    /// one.</summary>
    private static readonly string[] Edges =
    [
        "0",
        "-0",
        "1",
        "-1",
        "-7",
        "00",
        "01",
        "10",
        "64",
        "65",
        "127",
        "128",
        "255",
        "256",
        "4095",
        "4096",
        "65535",
        "65536",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "4294967295",
        "4294967296",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "253402300799",
        "253402300800",
        "1e400",
        "-1e400",
        "1e-400",
        "1.0",
        "0.5",
        "1e3",
        "+1",
        "0x10",
        "NaN",
        "Infinity",
        "null",
        "\"7\"",
        "[1]",
        "{}",
        "true",
        "999999999999999",
        "4611686018427387904",
    ];

    /// <summary>Bytes that mean something somewhere: ends, escapes, a byte order mark, UTF-8 that is none, a surrogate, text that turns its
    /// direction.</summary>
    private static readonly byte[][] Signs =
    [
        [0],
        [(byte)'\n'],
        [(byte)'\r', (byte)'\n'],
        [0x7F],
        [0xFF],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
        [0xEF, 0xBB, 0xBF],
        [0xE2, 0x80, 0xAE],
        [0xF4, 0x90, 0x80, 0x80],
        .. new[]
        {
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "'",
            "$(",
            "`",
            "@",
            "/",
            "../",
            "%00",
            "#",
            "&a",
            "*a",
            "<<: ",
            "- ",
            "? ",
            "!!binary ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Any of the changes, for a format that has words of its own.</summary>
    /// <param name="words">Are put in now and then.</param>
    public static Mutate Of(params string[] words)
    {
        byte[][] own = [.. words.Select(Encoding.UTF8.GetBytes)];
        return (random, input, corpus) =>
            Bounded(
                random.Next(own.Length > 0 ? 11 : 10) switch
                {
                    0 => Flip(random, input),
                    1 => Replace(random, input, [(byte)random.Next(256)]),
                    2 => Cut(random, input),
                    3 => Repeat(random, input),
                    4 => Splice(random, input, corpus[random.Next(corpus.Count)]),
                    5 => input[..random.Next(input.Length + 1)],
                    6 or 7 => Number(random, input),
                    8 => Insert(random, input, Signs[random.Next(Signs.Length)]),
                    9 => Lines(random, input),
                    _ => random.Next(2) == 0
                        ? Insert(random, input, own[random.Next(own.Length)])
                        : Replace(random, input, own[random.Next(own.Length)]),
                }
            );
    }

    /// <summary>A run of digits becomes a number at an edge.</summary>
    private static byte[] Number(Random random, byte[] input)
    {
        List<(int At, int Length)> numbers = [];
        for (var i = 0; i < input.Length; )
        {
            var length = input.AsSpan(i).IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var found and >= 0 ? found : input.Length - i;
            if (length > 0)
                numbers.Add((i, length));
            i += Math.Max(1, length);
        }
        if (numbers.Count == 0)
            return Insert(random, input, Encoding.UTF8.GetBytes(Edges[random.Next(Edges.Length)]));
        var (at, count) = numbers[random.Next(numbers.Count)];
        return [.. input.AsSpan(0, at), .. Encoding.UTF8.GetBytes(Edges[random.Next(Edges.Length)]), .. input.AsSpan(at + count)];
    }

    private static byte[] Flip(Random random, byte[] input)
    {
        if (input.Length == 0)
            return input;
        byte[] changed = [.. input];
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] Replace(Random random, byte[] input, byte[] by)
    {
        var (at, length) = Part(random, input, by.Length);
        return [.. input.AsSpan(0, at), .. by, .. input.AsSpan(at + length)];
    }

    private static byte[] Insert(Random random, byte[] input, byte[] what)
    {
        var at = random.Next(input.Length + 1);
        return [.. input.AsSpan(0, at), .. what, .. input.AsSpan(at)];
    }

    private static byte[] Cut(Random random, byte[] input)
    {
        var (at, length) = Part(random, input, 64);
        return [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
    }

    private static byte[] Repeat(Random random, byte[] input)
    {
        var (at, length) = Part(random, input, 256);
        byte[] part = input[at..(at + length)];
        return
        [
            .. input.AsSpan(0, at),
            .. Enumerable.Repeat(part, 1 + random.Next(random.Next(8) == 0 ? 200 : 2)).SelectMany(one => one),
            .. input.AsSpan(at),
        ];
    }

    /// <summary>The beginning of one and the end of another.</summary>
    private static byte[] Splice(Random random, byte[] input, byte[] other) =>
        [.. input.AsSpan(0, random.Next(input.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];

    /// <summary>Two lines change places, or one goes.</summary>
    private static byte[] Lines(Random random, byte[] input)
    {
        List<Range> lines = [.. MemoryExtensions.Split((ReadOnlySpan<byte>)input, (byte)'\n')];
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        if (random.Next(3) == 0)
            lines.RemoveAt(one);
        return [.. lines.SelectMany((line, i) => i == 0 ? input[line] : [(byte)'\n', .. input[line]])];
    }

    private static (int At, int Length) Part(Random random, byte[] input, int atMost)
    {
        var at = random.Next(input.Length + 1);
        return (at, random.Next(Math.Min(input.Length - at, atMost) + 1));
    }

    private static byte[] Bounded(byte[] input) => input.Length <= LongestInput ? input : input[..LongestInput];
}
