using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Protocol;

public sealed class VariableReferencesSpecs
{
    [Theory]
    [InlineData("$(A)-$(NOPE)-$$(A)", "1-$(NOPE)-$(A)")]
    [InlineData("$", "$")]
    [InlineData("$$", "$")]
    [InlineData("$A ${A}", "$A ${A}")]
    [InlineData("$(A", "$(A")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$()", "$()")]
    [InlineData("é$(A)é", "é1é")]
    public void References_are_expanded_as_Kubernetes_does(string text, string expanded) =>
        Assert.Equal(expanded, VariableReferences.Expand(text, new Dictionary<string, string> { ["A"] = "1" }));

    [Property]
    public void Text_without_a_dollar_sign_stays(string text)
    {
        var plain = (text ?? "").Replace("$", "", StringComparison.Ordinal);
        Assert.Equal(plain, VariableReferences.Expand(plain, new Dictionary<string, string> { ["A"] = "1" }));
    }
}
