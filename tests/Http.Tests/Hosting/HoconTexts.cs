using FsCheck;
using FsCheck.Fluent;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>Random HOCON.</summary>
internal static class HoconTexts
{
    private static Gen<string> Words(params string[] words) => Gen.Elements(words);

    private static Gen<string[]> Few(Gen<string> texts) => Gen.Choose(0, 4).SelectMany(count => texts.ArrayOf(count));

    private static Gen<string> Key => Words("a", "b.c", "\"d\"", "akka.actor", "\"e.f }\"", "include", "g-h");

    private static Gen<string> End => Words("\n", "\n\n", "\r\n", " # } ]\n", " // { \" [\n", ",\n", "\n  # \"\"\"\n");

    private static Gen<string> Simple =>
        Words("1", "on", "10 s", "x.y-z/w", "\"[\"", "\"a \\\" }\"", "\"\"\"\n{ \"x\" [\n\"\"\"", "${root}", "x \"y\"");

    private static Gen<string> Value(int depth) =>
        depth == 0 ? Simple : Gen.OneOf(Simple, Entries(depth - 1).Select(entries => $"{{\n{entries}}}"), List(depth - 1));

    private static Gen<string> List(int depth) =>
        from items in Few(Value(depth))
        from separator in Words(",", ", ", ",\n ", "\n")
        from end in Words("]", "\n]", " # ]\n]")
        select "[" + string.Join(separator, items) + end;

    private static Gen<string> Entry(int depth) =>
        Gen.OneOf(
            from key in Key
            from assign in Words(" = ", "=", " : ", ":")
            from value in Value(depth)
            from end in End
            select key + assign + value + end,
            from key in Key
            from entries in Entries(depth - 1)
            from end in Words("\n", " # {\n")
            select depth == 0 ? $"{key} {{}}{end}" : $"{key} {{ # {{\n{entries}}}{end}"
        );

    private static Gen<string> Entries(int depth) => depth < 0 ? Gen.Constant("") : Few(Entry(depth)).Select(string.Concat);

    public static Gen<string> Balanced => Entries(3).Select(entries => "root = 1\n" + entries);

    public static Gen<string> WithoutOneBracket =>
        from text in Balanced.Where(text => Brackets(text).Length > 0)
        from at in Gen.Elements(Brackets(text))
        select text.Remove(at, 1);

    /// <summary>Pieces that mean something to HOCON, in any order.</summary>
    public static Gen<string> Soup =>
        Words([
                .. "a b.c 1 = : { } [ ] , \" \\ $ ${x} ${ # // ? ! @ * & ^ ` . + - / include ${?y} \"x\" \"\"\" \"\"\"z\"\"\"".Split(' '),
                .. new[] { " ", " ", "\n", "\n", "\t", "a = [", "]\n", "x = 1\n", "a {\n", "}\n", "[1, 2]", "é" },
            ])
            .ArrayOf()
            .Select(string.Concat);

    /// <summary>Where brackets stand outside of quotes and comments.</summary>
    private static int[] Brackets(string text)
    {
        List<int> found = [];
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '#' || text.AsSpan(i).StartsWith("//"))
                i = text.IndexOf('\n', i);
            else if (text.AsSpan(i).StartsWith("\"\"\""))
                i = text.IndexOf("\"\"\"", i + 3, StringComparison.Ordinal) + 2;
            else if (text[i] == '"')
                while (text[++i] != '"')
                    i += text[i] == '\\' ? 1 : 0;
            else if (text[i] is '{' or '}' or '[' or ']')
                found.Add(i);
        return [.. found];
    }
}
