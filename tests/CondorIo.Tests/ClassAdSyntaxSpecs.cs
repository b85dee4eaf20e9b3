namespace HtcondorActors.CondorIo.Tests;

public sealed class ClassAdSyntaxSpecs
{
    [Theory]
    [InlineData("", "has no value at its end")]
    [InlineData("a +", "has no value at its end")]
    [InlineData("a + ) b", "has no value at character 5")]
    [InlineData("regexp(\"x\", y", "has no closing ) at its end")]
    [InlineData("a && ((b || c) d)", "has no closing ) at character 16")]
    [InlineData("a)", "has more text after its end at character 2")]
    [InlineData("a = b", "has more text after its end at character 3")]
    [InlineData("10K", "has more text after its end at character 3")]
    [InlineData("a.b.c(1)", "has more text after its end at character 6")]
    [InlineData("(a)(b)", "has more text after its end at character 4")]
    [InlineData("\"a\" \"b\"", "has more text after its end at character 5")]
    [InlineData("{1,}", "has no value at character 4")]
    [InlineData("foo(a,)", "has no value at character 7")]
    [InlineData("{1;2}", "has no closing } at character 3")]
    [InlineData("a[0", "has no closing ] at its end")]
    [InlineData("[;]", "has no name at character 3")]
    [InlineData("[a = 1, b = 2]", "has no closing ] at character 7")]
    [InlineData("[a: 1]", "has no = at character 3")]
    [InlineData("['' = 1]", "has an attribute without a name at character 2")]
    [InlineData("a ? b", "has no : for its ? at its end")]
    [InlineData("a.is", "has no name at character 3")]
    [InlineData("0x1F", "has a number that HTCondor cannot read at character 1")]
    [InlineData("a == 5.", "has a number that HTCondor cannot read at character 6")]
    [InlineData("08", "has a number that HTCondor cannot read at character 1")]
    [InlineData("5e", "has a number that HTCondor cannot read at character 1")]
    [InlineData("a == \"b", "has no closing quote for the one at character 6")]
    [InlineData("a == \"b\\\" && c", "has no closing quote for the one at character 6")]
    [InlineData("a /* b", "has no closing */ for the /* at character 3")]
    [InlineData("a =? b", "has something unexpected at character 3")]
    [InlineData("a # b", "has something unexpected at character 3")]
    [InlineData("é", "has something unexpected at character 1")]
    [InlineData("$x", "has something unexpected at character 1")]
    public void A_text_that_is_no_expression_is_refused_by_the_character(string text, string fault) =>
        Assert.Equal(fault, ClassAdSyntax.FaultOf(text));

    [Theory]
    [InlineData("a", null)]
    [InlineData("a || (b)", null)]
    [InlineData("a == \")\" && 'b)' == \"\\\")\"", null)]
    [InlineData("a /* ) */", null)]
    [InlineData("a) || (b", "has a closing ) too many at character 2")]
    [InlineData("a)", "has a closing ) too many at character 2")]
    [InlineData("(a", "has no closing ) at its end")]
    [InlineData("a b", "has no closing ) at character 3")]
    [InlineData("a ? b : c d", "has no closing ) at character 11")]
    [InlineData("a == \"b", "has no closing quote for the one at character 6")]
    [InlineData("a == \"b\\\"", "has no closing quote for the one at character 6")]
    [InlineData("a // b", "has a comment that hides the rest at character 3")]
    [InlineData("a $(b) \")\"", null)]
    [InlineData("a) $(b) (c", "does not close all its parentheses and quotes, and no others")]
    [InlineData("$(a) \"", "does not close all its parentheses and quotes, and no others")]
    public void A_part_of_a_longer_expression_must_leave_the_rest_alone(string text, string? fault) =>
        Assert.Equal(fault, ClassAdSyntax.FaultOfPart(text));

    [Fact]
    public void As_many_parentheses_may_stand_in_each_other_as_HTCondor_reads()
    {
        static string Nested(int depth) => new string('(', depth) + "a" + new string(')', depth);

        Assert.Null(ClassAdSyntax.FaultOf(Nested(999)));
        Assert.Equal("is nested more than 1000 deep at character 1001", ClassAdSyntax.FaultOf(Nested(1000)));
        Assert.Null(ClassAdSyntax.FaultOf(new string('!', 9999) + "a"));
    }
}
