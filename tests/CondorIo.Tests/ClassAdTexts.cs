using FsCheck;
using FsCheck.Fluent;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>Random ClassAd expressions, and the same with one character deleted, inserted, replaced or swapped with the next.</summary>
internal static class ClassAdTexts
{
    private const string Characters = "a1 0.-e=!?:,;()[]{}<>&|\"'\\/*_x#@+~é";

    public static Gen<string> Any => Gen.OneOf(Whole(3), Mutated(Whole(3)), Mutated(Whole(2)), Mutated(Mutated(Whole(2))));

    private static Gen<string> Words(params string[] words) => Gen.Elements(words);

    private static Gen<string> Blank { get; } = Words("", "", "", " ", " ", "  ", "/* x */");

    private static Gen<string> Name { get; } = Words("a", "Memory", "TARGET", "_x1", "'q a'", "is_", "trues");

    private static Gen<string> Leaf { get; } =
        Gen.OneOf(
            Name,
            Name,
            Words("true", "FALSE", "undefined", "error", "\"\"", "\"x y\"", "\"a\\\"b\"", "\"a\\b\"", "\"(\"", "\"é\""),
            Words("0", "1", "18", "1.5", "2e9", "1.25E-3", ".5", "..5", "00.5", "-3", "-.5", "-010", "-0x1F", "99999999999999999999"),
            Words(".a", "..a", "[]", "{}", "a()", "a..b")
        );

    private static Gen<string> Whole(int depth) =>
        depth == 0
            ? Leaf
            : Gen.OneOf(
                Leaf,
                from left in Whole(depth - 1)
                from before in Blank
                from between in Words([
                    .. "== != =?= =!= < <= > >= && || | ^ & + - * / % << >> >>>".Split(' '),
                    " is ",
                    " ISNT ",
                    " - ",
                    "?:",
                    " ? : ",
                ])
                from after in Blank
                from right in Whole(depth - 1)
                select left + before + between + after + right,
                from sign in Words("!", "-", "+", "~", "! ", "- ")
                from of in Whole(depth - 1)
                select sign + of,
                Whole(depth - 1).Select(inner => $"({inner})"),
                Whole(depth - 1).Select(inner => $"({inner})[{inner}]"),
                from of in Whole(depth - 1)
                from name in Name
                select $"({of}).{name}",
                from name in Name
                from items in Whole(depth - 1).ArrayOf()
                select $"{name}({string.Join(", ", items.Take(3))})",
                Whole(depth - 1).ArrayOf().Select(items => $"{{{string.Join(",", items.Take(3))}}}"),
                from name in Name
                from of in Whole(depth - 1)
                from end in Words("", ";", " ; ;", ";b=1")
                select $"[{name} = {of}{end}]",
                from condition in Whole(depth - 1)
                from yes in Whole(depth - 1)
                from no in Whole(depth - 1)
                from blank in Blank
                select $"{condition}{blank}? {yes} :{blank}{no}"
            );

    private static Gen<string> Mutated(Gen<string> texts) =>
        from text in texts
        from at in Gen.Choose(0, text.Length)
        from character in Gen.Elements(Characters.ToCharArray())
        from way in Gen.Choose(0, 3)
        select Mutated(text, at, character, way);

    private static string Mutated(string text, int at, char character, int way) =>
        way switch
        {
            0 => text.Insert(at, character.ToString()),
            _ when at >= text.Length => text,
            1 => text.Remove(at, 1),
            2 => text.Remove(at, 1).Insert(at, character.ToString()),
            _ when at + 1 >= text.Length => text,
            _ => text.Remove(at, 1).Insert(at + 1, text[at].ToString()),
        };
}
