using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ExpansionSpecs
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["A"] = "1",
        ["B"] = "two",
        ["EMPTY"] = "",
        ["REF"] = "$(A)",
        ["my.key"] = "dots",
    };

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
    [InlineData("$$(A$(B))", "$(Atwo)")]
    [InlineData("$$(A", "$(A")]
    [InlineData("", "")]
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
    public void Commands_follow_the_rules_of_Kubernetes(string text, string expected) =>
        Assert.Equal(expected, Expansion.InCommand(text, Known));

    [Theory]
    [InlineData("$(A)-$(NOPE)-$$(A)", "1-$(NOPE)-$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$$(A$(B)", "$(Atwo")]
    [InlineData("pa$$word$", "pa$$word$")]
    [InlineData("$$$$", "$$$$")]
    [InlineData("$$(", "$$(")]
    public void Values_follow_them_too_but_keep_dollars_that_could_be_a_secrets(string text, string expected) =>
        Assert.Equal(expected, Expansion.InValue(text, Known));

    [Property(Arbitrary = [typeof(HostileText)])]
    public void Text_with_every_dollar_doubled_arrives_as_it_was_written(HostileText text) =>
        Assert.Equal(text.Value, Expansion.InCommand(text.Value.Replace("$", "$$", StringComparison.Ordinal), Known));

    [Property(Arbitrary = [typeof(HostileText)])]
    public void A_value_is_put_in_as_it_is_whatever_is_in_it(HostileText value) =>
        Assert.Equal($"<{value.Value}>", Expansion.InCommand("<$(V)>", new Dictionary<string, string> { ["V"] = value.Value }));

    [Property(Arbitrary = [typeof(Tokens)], MaxTest = 2000)]
    public void It_agrees_with_reading_one_character_after_the_other(Tokens text) =>
        Assert.Equal(ReadOneByOne(text.Value), Expansion.InCommand(text.Value, Known));

    /// <summary>The rules once more, told as a reader with a cursor would tell them.</summary>
    private static string ReadOneByOne(string text)
    {
        if (text.Length < 2 || text[0] != '$')
            return text.Length == 0 ? "" : text[0] + ReadOneByOne(text[1..]);
        if (text[1] == '$')
            return "$" + ReadOneByOne(text[2..]);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        if (text[1] != '(' || close < 0)
            return text[..2] + ReadOneByOne(text[2..]);
        return (Known.TryGetValue(text[2..close], out var value) ? value : text[..(close + 1)]) + ReadOneByOne(text[(close + 1)..]);
    }

    /// <summary>Text made of little else than what has a meaning.</summary>
    public sealed record Tokens(string Value)
    {
        public static Arbitrary<Tokens> Arbitrary() =>
            Gen.Elements("$", "$", "$$", "(", ")", "A", "B", "$(A)", "NOPE", " ")
                .ListOf()
                .Select(pieces => new Tokens(string.Concat(pieces)))
                .ToArbitrary();
    }
}
