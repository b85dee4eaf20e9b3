using FsCheck.Xunit;
using HtcondorActors.Actors.Translation;

namespace HtcondorActors.Actors.Tests.Translation;

public sealed class ExpansionSpecs
{
    private static readonly Dictionary<string, string> Known = new() { ["A"] = "1", ["B"] = "two", ["EMPTY"] = "", ["REF"] = "$(A)", ["my.key"] = "dots" };

    // Worked out from the rules, case by case; the corner cases are those that Kubernetes' own tests name.
    [Theory]
    [InlineData("$(A)", "1")]
    [InlineData("-$(A)-$(B)-", "-1-two-")]
    [InlineData("x$(EMPTY)y", "xy")]
    [InlineData("$(my.key)", "dots")]
    [InlineData("$(NOPE)", "$(NOPE)")]
    [InlineData("$()", "$()")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$$$$(A)", "$$(A)")]
    [InlineData("$$$$$(NOPE)", "$$$(NOPE)")]
    [InlineData("a $$ b", "a $ b")]
    [InlineData("$A ${A} $? $! $", "$A ${A} $? $! $")]
    [InlineData(@"\$(A)", @"\1")]
    [InlineData("$(REF)", "$(A)")]
    [InlineData("$(A$(B))", "$(A$(B))")]
    [InlineData("$(A$$B)", "$(A$$B)")]
    [InlineData("$(A", "$(A")]
    [InlineData("$(", "$(")]
    [InlineData("$($(A)", "$($(A)")]
    [InlineData("(A)$A)", "(A)$A)")]
    [InlineData("$é(A)\n", "$é(A)\n")]
    public void It_follows_the_rules_of_Kubernetes(string text, string expected) => Assert.Equal(expected, Expansion.Expand(text, Known));

    [Property(Arbitrary = [typeof(NastyText)])]
    public void Text_with_every_dollar_doubled_arrives_as_it_was_written(NastyText text) =>
        Assert.Equal(text.Value, Expansion.Expand(text.Value.Replace("$", "$$", StringComparison.Ordinal), Known));

    [Property(Arbitrary = [typeof(NastyText)])]
    public void A_value_is_put_in_as_it_is_whatever_is_in_it(NastyText value) =>
        Assert.Equal($"<{value.Value}>", Expansion.Expand("<$(V)>", new Dictionary<string, string> { ["V"] = value.Value }));

    [Property(Arbitrary = [typeof(NastyText)])]
    public void Without_double_dollars_nothing_but_known_names_changes(NastyText text)
    {
        var single = text.Value.Replace("$$", "$", StringComparison.Ordinal);
        while (single.Contains("$$", StringComparison.Ordinal)) single = single.Replace("$$", "$", StringComparison.Ordinal);
        Assert.Equal(single, Expansion.Expand(single, new Dictionary<string, string>()));
    }
}
