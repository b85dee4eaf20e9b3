using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>Text that a shell, a config file or a careless join would mangle; every character but NUL.</summary>
public sealed record HostileText(string Value)
{
    private static readonly string[] Pieces =
    [
        "'",
        "''",
        "'\\''",
        "\"",
        "\\",
        "\\n",
        "\n",
        "\r\n",
        "\t",
        " ",
        "  ",
        "$(id)",
        "`id`",
        "$HOME",
        "${x}",
        "$$",
        "*",
        "?",
        "[a]",
        "~",
        "!",
        "#",
        ";",
        "&",
        "|",
        "%s",
        "-n",
        "=",
        "\u0001",
        "é",
        "😀",
        "\u2028",
        "a",
    ];

    public static Arbitrary<HostileText> Arbitrary() =>
        Gen.OneOf(
                Gen.Elements(Pieces),
                ArbMap.Default.GeneratorFor<char>().Where(c => c != '\0' && !char.IsSurrogate(c)).Select(c => c.ToString())
            )
            .ListOf()
            .Select(pieces => new HostileText(string.Concat(pieces)))
            .ToArbitrary();

    public override string ToString() => Convert.ToHexString(Encoding.UTF8.GetBytes(Value));
}
