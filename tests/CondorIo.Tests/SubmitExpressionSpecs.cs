namespace HtcondorActors.CondorIo.Tests;

public sealed class SubmitExpressionSpecs
{
    [Theory]
    [InlineData("Memory>1024", "Memory > 1024")]
    [InlineData("TARGET.Machine == \"a.example.org\"", "TARGET.Machine == \"a.example.org\"")]
    [InlineData("  member(Site , {\"CERN\",\"BARI\"})&&!Busy ", "member ( Site , { \"CERN\" , \"BARI\" } ) && ! Busy")]
    [InlineData("a=?=undefined?-1.5e3:b=!=0", "a =?= undefined ? - 1.5e3 : b =!= 0")]
    [InlineData("a?:b", "a ? : b")]
    [InlineData("(((a)))", "( ( ( a ) ) )")]
    [InlineData("time()%2*3/4-5+6<=7||8>=9", "time ( ) % 2 * 3 / 4 - 5 + 6 <= 7 || 8 >= 9")]
    [InlineData("{}", "{ }")]
    [InlineData("\"queue 1000 # (/* \"", "\"queue 1000 # (/* \"")]
    public void An_expression_of_the_subset_is_written_anew(string text, string written)
    {
        Assert.Equal(written, SubmitExpression.Read(text));
        Assert.Equal(written, SubmitExpression.Read(written));
    }

    [Theory]
    [InlineData("", "has no value, name or list at its end")]
    [InlineData("true) || (true", "has more than one expression, or a closing mark too many, at character 5")]
    [InlineData("(a", "has no \")\" at its end")]
    [InlineData("a ||", "has no value, name or list at its end")]
    [InlineData("a b", "has more than one expression, or a closing mark too many, at character 3")]
    [InlineData("a !b", "has more than one expression, or a closing mark too many, at character 3")]
    [InlineData("true // ", "has no value, name or list at character 7")]
    [InlineData("true /* x */", "has no value, name or list at character 7")]
    [InlineData("a\nqueue 100", "has something at character 2 that may not be in it")]
    [InlineData("a\rb", "has something at character 2 that may not be in it")]
    [InlineData("a\tb", "has something at character 2 that may not be in it")]
    [InlineData("a\0", "has something at character 2 that may not be in it")]
    [InlineData("$(folder)", "has something at character 1 that may not be in it")]
    [InlineData("\"$$(Memory)\"", "has something at character 1 that may not be in it")]
    [InlineData("\"$ENV(HOME)\"", "has something at character 1 that may not be in it")]
    [InlineData("\"a\\\" || true || \\\"\"", "has something at character 1 that may not be in it")]
    [InlineData("a == \"b", "has something at character 6 that may not be in it")]
    [InlineData("a \\", "has something at character 3 that may not be in it")]
    [InlineData("a # b", "has something at character 3 that may not be in it")]
    [InlineData("a = b", "has something at character 3 that may not be in it")]
    [InlineData("a & b", "has something at character 3 that may not be in it")]
    [InlineData("a[0]", "has something at character 2 that may not be in it")]
    [InlineData("[a]", "has something at character 1 that may not be in it")]
    [InlineData("'a'", "has something at character 1 that may not be in it")]
    [InlineData("\"é\"", "has something at character 1 that may not be in it")]
    [InlineData("a >> 1", "has no value, name or list at character 4")]
    [InlineData("010", "has something at character 1 that may not be in it")]
    [InlineData("10K", "has something at character 1 that may not be in it")]
    [InlineData("99999999999999999999", "has something at character 1 that may not be in it")]
    [InlineData("a.", "has something at character 1 that may not be in it")]
    [InlineData("a is b", "has more than one expression, or a closing mark too many, at character 3")]
    [InlineData("MY.isnt", "has at character 1 a word that is no name")]
    [InlineData("eval(\"true\")", "calls at character 1 a function that is not allowed")]
    [InlineData("regexp(\"(a+)+\", b)", "calls at character 1 a function that is not allowed")]
    [InlineData("MY.member(a, b)", "calls at character 1 a function that is not allowed")]
    [InlineData("member(a,)", "has no value, name or list at character 10")]
    [InlineData("a ? b", "has no \":\" at its end")]
    public void What_is_outside_of_it_is_refused_by_its_place(string text, string fault) =>
        Assert.Equal(fault, Assert.Throws<FormatException>(() => SubmitExpression.Read(text)).Message);

    [Fact]
    public void An_expression_may_have_1000_characters_and_no_more()
    {
        Assert.Equal(1000, SubmitExpression.Read(new string('a', 1000)).Length);
        Assert.Equal(
            "is longer than 1000 characters",
            Assert.Throws<FormatException>(() => SubmitExpression.Read(new string('a', 1001))).Message
        );
        Assert.Equal(
            1000,
            SubmitExpression.Read(new string('(', 499) + "aa" + new string(')', 499)).Replace(" ", "", StringComparison.Ordinal).Length
        );
    }
}
