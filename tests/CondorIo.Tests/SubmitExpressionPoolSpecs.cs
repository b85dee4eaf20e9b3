using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>What <see cref="SubmitExpression"/> lets through, judged by condor_submit itself: one job, and its gate stays shut.</summary>
[Collection(PoolCollection.Name)]
public sealed class SubmitExpressionPoolSpecs(CondorPool pool)
{
    [Property(MaxTest = 60)]
    public Property An_expression_of_the_subset_is_taken_and_leaves_the_gate_shut() =>
        Prop.ForAll(
            Whole(3).Where(text => text.Length <= SubmitExpression.Longest).ToArbitrary(),
            text => LeavesTheGateShut(SubmitExpression.Read(text))
        );

    [Property(MaxTest = 3000)]
    public Property Whatever_is_thrown_together_is_refused_or_leaves_the_gate_shut() =>
        Prop.ForAll(
            Soup.ToArbitrary(),
            text =>
            {
                string read;
                try
                {
                    read = SubmitExpression.Read(text);
                }
                catch (FormatException)
                {
                    return;
                }
                LeavesTheGateShut(read);
            }
        );

    [Theory]
    [InlineData("rank", "Rank")]
    [InlineData("require_gpus", "RequireGPUs")]
    public void In_other_commands_it_arrives_as_it_was_written(string command, string attribute)
    {
        var ad = Assert.Single(
            pool.DryRun(
                [Jobs.Plain with { Gpus = 1, Commands = [new(command, SubmitExpression.Read("a.b>=8.0&&c==\"d e, f\""))] }],
                Jobs.Options
            )
        );

        Assert.Equal("a.b >= 8.0 && c == \"d e, f\"", ad[attribute]);
    }

    private void LeavesTheGateShut(string expression)
    {
        Assert.Null(SubmitCommand.FaultOf("requirements", expression));
        Assert.Null(SubmitCommand.FaultOf("rank", expression));
        var spooled = Jobs.Options with { ScheddHost = "schedd@pool.test" };
        var ad = Assert.Single(pool.DryRun([Jobs.Plain with { Commands = [new("requirements", expression)] }], spooled));
        var requirements = ad["Requirements"];

        Assert.StartsWith("((MY.InterLinkGo =?= true) && (", requirements, StringComparison.Ordinal);
        Assert.Equal("false", pool.Tool("classad_eval", "[InterLinkGo = false]", requirements).Stdout.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(("false", "\"/bin/true\"", "\"tag\""), (ad["InterLinkGo"], ad["Cmd"], ad["InterLinkTag"]));
    }

    private static Gen<string> Words(params string[] words) => Gen.Elements(words);

    private static Gen<string> Leaf { get; } =
        Gen.OneOf(
            Words("Memory", "TARGET.Machine", "MY.InterLinkGo", "a.b.c", "_x", "true", "undefined", "error", "parent", "InterLinkGo"),
            Words("0", "1", "18", "1.5", "2e9", "1.25E-3", "999999999999999999"),
            Gen.Choose(' ', '~')
                .Select(c => (char)c)
                .Where(c => c is not ('"' or '\\' or '$'))
                .ArrayOf()
                .Select(text => $"\"{new string(text)}\"")
        );

    private static Gen<string> Whole(int depth) =>
        depth == 0
            ? Leaf
            : Gen.OneOf(
                Leaf,
                from left in Whole(depth - 1)
                from between in Words("==", "!=", "=?=", "=!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "*", "/", "%", " && ", " ?:")
                from right in Whole(depth - 1)
                select left + between + right,
                from sign in Words("!", "-", "+", "! ", "!!")
                from of in Whole(depth - 1)
                select sign + of,
                Whole(depth - 1).Select(inner => $"({inner})"),
                from head in Words("{", "member(", "strcat (", "ifThenElse(", "size( ", "TIME(")
                from items in Whole(depth - 1).ArrayOf()
                select head + string.Join(", ", items.Take(3)) + (head[0] == '{' ? "}" : ")"),
                from condition in Whole(depth - 1)
                from yes in Whole(depth - 1)
                from no in Whole(depth - 1)
                select $"{condition} ? {yes} : {no}"
            );

    /// <summary>Pieces that mean something to a submit file or to ClassAds, in any order.</summary>
    private static Gen<string> Soup { get; } =
        Words(
                "a",
                "1",
                "\"x\"",
                "(",
                ")",
                "{",
                "}",
                ",",
                "?",
                ":",
                "&&",
                "||",
                "!",
                "-",
                "==",
                "=",
                "<",
                "/",
                "//",
                "/*",
                "*/",
                "*",
                ".",
                " ",
                "\n",
                "\r",
                "\t",
                "\\",
                "\\\n",
                "$",
                "$(folder)",
                "$$(Memory)",
                "$ENV(HOME)",
                "\"",
                "'",
                "#",
                "[",
                "]",
                ";",
                "queue 5",
                "queue",
                "+InterLinkGo = true",
                "MY.InterLinkGo",
                "true",
                "@=end",
                "\0",
                "é",
                ") || (true",
                "(true) || ",
                "member(",
                "a)",
                "is",
                "undefined"
            )
            .ArrayOf()
            .Select(pieces => string.Concat(pieces));
}
