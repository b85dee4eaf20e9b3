using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>Changes of YAML that leave most of it YAML: keys, values, nesting, tags, anchors, documents and encodings.</summary>
internal static partial class YamlMutations
{
    private static readonly string[] Values =
    [
        "~",
        "\"\"",
        "''",
        "true",
        "no",
        "0",
        "-1",
        "1",
        "64",
        "65536",
        "2147483648",
        "9223372036854775808",
        "1e400",
        ".nan",
        ".inf",
        "0x10",
        "0660",
        "1_000",
        "1.5",
        "[]",
        "{}",
        "[a, [b, [c]]]",
        "{a: {b: {c: d}}}",
        "[{}]",
        "[~]",
        "{? [a] : b}",
        "{\"\": \"\"}",
        "[[[[[[[[a]]]]]]]]",
        "{a: 1, !!str a: 2}",
        "!!str 1",
        "!!int x",
        "!!binary AA==",
        "!!null x",
        "!!set {a}",
        "!local x",
        "!!float 1",
        "!<tag:x> y",
        "!!map []",
        "!!seq {}",
        "&x y",
        "*x",
        "&x [*x]",
        "|\n  two\n  lines",
        ">-\n  folded\n\n  text",
        "\"\\0\"",
        "\"\\u202e\"",
        "\"\\ud800\"",
        "\"\\U00110000\"",
        "\"a\\nb\"",
        "\"\\e[2J\"",
        "\u2028",
        "\ufeff",
        "\u00e9",
        "/",
        "..",
        "/../x",
        "$(A)",
        "$(",
        "a,b",
        "a=b",
        "unix:///x",
        "::1",
        "0.0.0.0",
        "localhost",
        "2026-11-24T06:00:00Z",
        "10Gi",
        "1e3m",
        "-5Mi",
        "@x",
        "`x",
        "%x",
        "# x",
    ];

    private static readonly string[] Keys =
    [
        "<<",
        "\"\"",
        "~",
        "? [a]\n",
        "? {a: b}\n",
        "!!str a",
        "&k a",
        "*x",
        "'a b'",
        "\"a\\nb\"",
        "-",
        "1",
        "true",
        "a.b",
        "a/b",
        "\"\\u202e\"",
    ];

    private static readonly string[] Documents =
    [
        "---",
        "...",
        "--- ",
        "%YAML 1.1\n---",
        "%TAG ! tag:x,2000:\n---",
        "--- !!map",
        "--- &d",
        "---\n~",
        "---\n[]",
        "---\n{}",
        "...\n---\n...",
    ];

    /// <param name="words">Of the format itself; they become values and keys.</param>
    public static Mutate Of(params string[] words)
    {
        var bytes = Mutations.Of(words);
        string[] values = [.. Values, .. words];
        string[] keys = [.. Keys, .. words];
        return (random, input, corpus) =>
        {
            if (random.Next(4) == 0)
                return bytes(random, input, corpus);
            if (random.Next(25) == 0)
                return Encoded(random, input);
            var lines = Text(input).Split('\n').ToList();
            Change(random, lines, Text(corpus[random.Next(corpus.Count)]), values, keys);
            var changed = Encoding.Latin1.GetBytes(string.Join('\n', lines));
            return changed.Length <= Mutations.LongestInput ? changed : changed[..Mutations.LongestInput];
        };
    }

    private static void Change(Random random, List<string> lines, string other, string[] values, string[] keys)
    {
        var at = random.Next(lines.Count);
        var (indent, key, value) = Parts(lines[at]);
        var odd = Bytes(random.Next(3) == 0 ? Token(random, other) : values[random.Next(values.Length)]);
        var oddKey = Bytes(random.Next(2) == 0 ? Token(random, other) : keys[random.Next(keys.Length)]);
        switch (random.Next(13))
        {
            case 0 or 1:
                lines[at] = $"{indent}{key}: {odd}";
                break;
            case 2:
                lines[at] = $"{indent}{oddKey}: {value}";
                break;
            case 3:
                lines.Insert(at, $"{indent}{Twin(random, key)}: {(random.Next(2) == 0 ? value : odd)}");
                break;
            case 4:
                lines[at] =
                    random.Next(4) switch
                    {
                        0 => " ",
                        1 => "  ",
                        2 => "\t",
                        _ => "    ",
                    } + lines[at];
                break;
            case 5:
                lines[at] = lines[at].TrimStart();
                break;
            case 6:
                Move(random, lines, at);
                break;
            case 7:
                lines.RemoveRange(at, Block(lines, at));
                break;
            case 8:
                lines[at] = $"{indent}{key}: {(random.Next(2) == 0 ? "&x" : "!!str")} {value}";
                break;
            case 9:
                lines.Insert(at, Bytes(Documents[random.Next(Documents.Length)]));
                break;
            case 10:
                lines[at] = $"{indent}{key}: {Wrapped(random, value)}";
                break;
            default:
                lines[at] = WithToken(random, lines[at], odd);
                break;
        }
        if (lines.Count == 0)
            lines.Add("");
    }

    /// <summary>The same key in other clothes: YAML calls it another node, whoever reads it does not.</summary>
    private static string Twin(Random random, string key) =>
        random.Next(6) switch
        {
            0 => key,
            1 => "!!str " + key,
            2 => "!x " + key,
            3 => $"\"{key}\"",
            4 => $"'{key}'",
            _ => key.ToLowerInvariant(),
        };

    private static string Wrapped(Random random, string value) =>
        random.Next(5) switch
        {
            0 => $"[{value}]",
            1 => $"[[{value}], {value}]",
            2 => $"{{a: {value}}}",
            3 => $"\"{value}\"",
            _ => $"{value} {value}",
        };

    /// <summary>A line with all that lies below it goes or is repeated elsewhere, perhaps under something else.</summary>
    private static void Move(Random random, List<string> lines, int at)
    {
        List<string> block = lines.GetRange(at, Block(lines, at));
        if (random.Next(2) == 0)
            lines.RemoveRange(at, block.Count);
        var shift = random.Next(3) == 0 ? new string(' ', random.Next(1, 7)) : "";
        lines.InsertRange(random.Next(lines.Count + 1), block.Select(line => shift + line));
    }

    private static int Block(List<string> lines, int at)
    {
        var depth = Depth(lines[at]);
        var end = at + 1;
        while (end < lines.Count && Depth(lines[end]) > depth)
            end++;
        return end - at;
    }

    private static int Depth(string line) => line.Length - line.TrimStart(' ', '-').Length;

    private static (string Indent, string Key, string Value) Parts(string line) =>
        KeyAndValue().Match(line) is { Success: true } found
            ? (found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value)
            : ("", "a", line);

    /// <summary>Of flow text, and of JSON, a line holds many values.</summary>
    private static string WithToken(Random random, string line, string odd)
    {
        var tokens = Tokens().Matches(line);
        if (tokens.Count == 0)
            return line + odd;
        var token = tokens[random.Next(tokens.Count)];
        return line[..token.Index] + odd + line[(token.Index + token.Length)..];
    }

    private static string Token(Random random, string text) =>
        Tokens().Matches(text) is { Count: > 0 } tokens ? tokens[random.Next(tokens.Count)].Value : "a";

    private static byte[] Encoded(Random random, byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        return random.Next(8) switch
        {
            0 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            1 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            2 => [0xEF, 0xBB, 0xBF, .. input],
            3 => [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(text)],
            4 => Encoding.Unicode.GetBytes(text),
            5 => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")),
            6 => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r")),
            _ => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\u0085")),
        };
    }

    /// <summary>One character a byte, so that bytes that are no UTF-8 stay what they are.</summary>
    private static string Text(byte[] input) => Encoding.Latin1.GetString(input);

    private static string Bytes(string text) => Text(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^((?: |- )*)([^:#]+):\s*(.*)$", RegexOptions.Singleline)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"""[^""]*""|[^\s\[\]{},:""]+")]
    private static partial Regex Tokens();
}
