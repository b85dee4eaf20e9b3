using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary><see cref="ClassAdSyntax"/> beside condor_submit itself: neither may refuse what the other takes.</summary>
[Collection(PoolCollection.Name)]
public sealed class ClassAdSyntaxPoolSpecs(CondorPool pool)
{
    private static readonly string[] Taken =
    [
        "a..b",
        ".a",
        "a.'b c'",
        "''(1)",
        "[]",
        "[;; a = 1;; b = 2;].a",
        "['a b' = 1]",
        "{}",
        "{1, {2}}",
        "f()",
        "f(a; b, c)",
        "a[0][b]",
        "a ?: b",
        "a ? : b",
        "a ? b ? c : d : e ?: f",
        "'q a'",
        "a >>> 1 << 2 >> 3",
        "~a ^ b | c & !d",
        "A is undefined && b IsNt error",
        "is_ + isn + trUe",
        ".5",
        "..5",
        "5e3.a",
        "1.5.a",
        "08.5",
        "-010",
        "-0x1F.5e3",
        "a-.5",
        "+ + a",
        "- -5",
        "regexp(\"x\", y)",
        "\"a\\\"b\"",
        "\"a\\\\\"",
        "\"a\\\"",
        "\"a\\\" ",
        "\"é$b\"",
        "/**/ a /* b */ // c",
        "Capability >= 8.0",
        "\"interlink\"",
        "( Site == \"a\" )",
        "(time() - EnteredCurrentStatus) > 3600",
        // What follows a choice is not looked at, and a faulty middle counts as an empty one.
        "a ? b : c d )",
        "a ? b + : c",
        "a ? (b 5. : c",
        "a ? (b 0x : c",
        "a ? (b $ : c d",
        "a ? [b = 1 : c",
        // Each byte of a character is a fault of its own.
        "a ? b ? c ? dé : e",
        "a ? b ? c ? (d€ : e",
        "a ? b ? c ? d ? (e😀 : f",
        "$(nothing)",
        "\"$$(Memory)\"",
    ];

    private static readonly string[] Refused =
    [
        "a = b",
        "= b",
        "a =! b",
        "a =? b",
        "{1,}",
        "{1; 2}",
        "f(a,)",
        "f(a;)",
        "f(a",
        "10K",
        "0x1F",
        "1 -010",
        "-08",
        "08",
        "5.",
        "5.e3",
        "5e+",
        "a..5",
        "a...b",
        "a.b.c(1)",
        "(a)(b)",
        "true(1)",
        "a.true",
        "a ? b",
        "a ? b c : d",
        "a ? : : c",
        "a ? b : 0x1F",
        "[;]",
        "[a = 1, b = 2]",
        "['' = 1]",
        "a!",
        "a,b",
        "a;b",
        "é",
        "a ? b ? cé : d",
        "a ? (b é : c",
        "a ? b ? c ? d€ : e",
        "a ? b ? c ? (d😀 : e",
        "$x",
        "$$",
        "a /* b",
        "/*/ a",
        "\"a\" \"b\"",
        "\"a\\\" b",
        "a && \"x\\\\\" && b",
        "'a",
    ];

    [Fact]
    public void What_is_known_of_condor_submit_still_holds()
    {
        Assert.Empty(Disagreements(Taken, text => ClassAdSyntax.FaultOf(text) is null));
        Assert.Empty(Disagreements(Refused, text => ClassAdSyntax.FaultOf(text) is null));
        Assert.All(Taken, text => Assert.Null(ClassAdSyntax.FaultOf(text)));
        Assert.All(Refused, text => Assert.NotNull(ClassAdSyntax.FaultOf(text)));
    }

    [Fact]
    public void Parentheses_may_be_as_deep_as_condor_submit_reads_them()
    {
        string[] texts = [Nested(999), Nested(1000), new string('!', 9000) + "a"];

        Assert.Empty(Disagreements(texts, text => ClassAdSyntax.FaultOf(text) is null));

        static string Nested(int depth) => new string('(', depth) + "a" + new string(')', depth);
    }

    [Theory]
    [InlineData("$$(Memory)", "only the schedd expands it, but a macro in it would be expanded before: none of them is judged")]
    [InlineData("$ENV(PATH)", "condor_submit expands it first, here to paths")]
    [InlineData("absTime(\"x\")", "condor_submit reads the text as a time at once; the forms of times are not told apart here")]
    [InlineData("relTime(\"x\")", "the same")]
    public void Some_texts_that_condor_submit_refuses_are_not_seen_before(string text, string why)
    {
        Assert.NotEmpty(why);
        Assert.Null(ClassAdSyntax.FaultOf(text));
        Assert.False(Assert.Single(pool.Takes([("+X", text)])));
    }

    [Property(MaxTest = 4)]
    public Property What_one_of_the_two_takes_the_other_takes_too() =>
        Prop.ForAll(
            ClassAdTexts.Any.Where(text => !string.IsNullOrWhiteSpace(text) && !text.EndsWith('\\')).ArrayOf(90).ToArbitrary(),
            texts =>
            {
                Assert.Empty(Disagreements(texts, text => ClassAdSyntax.FaultOf(text) is null));
                // Both directions were measured.
                Assert.InRange(texts.Count(text => ClassAdSyntax.FaultOf(text) is null), 10, 80);
            }
        );

    [Property(MaxTest = 3000)]
    public Property A_part_without_a_fault_is_an_expression_wherever_it_is_put() =>
        Prop.ForAll(
            ClassAdTexts.Any.ToArbitrary(),
            text =>
                Assert.True(
                    (ClassAdSyntax.FaultOfPart(text) is null) == (ClassAdSyntax.FaultOf($"{{({text}) && x[{text}]}}") is null),
                    text
                )
        );

    [Fact]
    public void Every_command_of_the_list_is_read_as_an_expression()
    {
        string[] names = [.. ExpressionCommands.All, "+Any", "MY.Any", "request_Fpgas"];

        Assert.All(pool.Takes([.. names.Select(name => (name, "1"))]), Assert.True);
        Assert.All(pool.Takes([.. names.Select(name => (name, "a b"))]), Assert.False);
        Assert.All(names, name => Assert.Null(SubmitCommand.FaultOf(name, "1")));
        Assert.All(names, name => Assert.StartsWith("not a ClassAd expression: it has ", SubmitCommand.FaultOf(name, "a b")));
    }

    [Fact]
    public void Any_other_command_is_not_read_as_an_expression()
    {
        string[] names = ["description", "batch_name", "notify_user", "request_cpu", "request_gpu_memory", "request_x", "request__x"];

        Assert.All(pool.Takes([.. names.Select(name => (name, "a b"))]), Assert.True);
        Assert.All(names, name => Assert.Null(SubmitCommand.FaultOf(name, "a b")));
    }

    private string[] Disagreements(IReadOnlyList<string> texts, Predicate<string> isTaken)
    {
        var taken = pool.Takes([.. texts.Select(text => ("+X", text))]);
        return
        [
            .. taken
                .Zip(texts)
                .Where(pair => pair.First != isTaken(pair.Second))
                .Select(pair => (pair.First ? "condor_submit takes " : "condor_submit refuses ") + pair.Second),
        ];
    }
}
