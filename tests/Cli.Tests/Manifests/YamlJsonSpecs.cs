using HtcondorActors.Cli.Manifests;

namespace HtcondorActors.Cli.Tests.Manifests;

public class YamlJsonSpecs
{
    [Theory]
    [InlineData("0755", "493")]
    [InlineData("0o644", "420")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("-12", "-12")]
    [InlineData("1_000", "1000")]
    [InlineData("0", "0")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("\"0755\"", "\"0755\"")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("09", "9")]
    [InlineData("_", "\"_\"")]
    [InlineData("n", "false")]
    [InlineData("1.36.0", "\"1.36.0\"")]
    [InlineData("deadbeef", "\"deadbeef\"")]
    [InlineData("99999999999999999999", "1E+20")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("|\n  a\n  b\n", "\"a\\nb\\n\"")]
    public void A_value_is_what_kubectl_takes_it_for(string yaml, string json) =>
        Assert.Equal(json, YamlJson.Documents("f", "k: " + yaml)[0]["k"]?.ToJsonString() ?? "null");

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_resolved() =>
        Assert.Equal(
            """{"a":{"x":1},"b":{"x":1,"y":2},"c":{"x":1}}""",
            YamlJson.Documents("f", "a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\nc: *a\n")[0].ToJsonString()
        );
}
