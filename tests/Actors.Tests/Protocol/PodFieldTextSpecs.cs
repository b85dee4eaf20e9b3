using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Protocol;

public sealed class PodFieldTextSpecs
{
    private static readonly PodFieldText Pod = new()
    {
        Name = "p",
        Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
    };

    [Theory]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("\u0001\u007f", "\"\\x01\\x7f\"")]
    [InlineData("\u0085\u00a0\u202e", "\"\\u0085\\u00a0\\u202e\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    [InlineData("é 😀", "\"é 😀\"")]
    public void A_value_of_a_map_is_quoted_as_Go_quotes_it(string value, string quoted) =>
        Assert.Equal("k=" + quoted, PodFieldText.FormatMap(new Dictionary<string, string> { ["k"] = value }));

    [Fact]
    public void A_map_is_sorted_and_its_last_line_ends_only_in_a_file()
    {
        Assert.Equal("a=\"1\"\nb=\"2\"", Pod.Of("metadata.labels"));
        Assert.Equal("a=\"1\"\nb=\"2\"\n", Pod.OfFile("metadata.labels"));
        Assert.Equal(("", ""), (Pod.Of("metadata.annotations"), Pod.OfFile("metadata.annotations")));
    }

    [Theory]
    [InlineData("metadata.name", "p")]
    [InlineData("metadata.labels['a']", "1")]
    [InlineData("metadata.labels['none']", "")]
    [InlineData("metadata.labels[']", null)]
    [InlineData("status.podIP", null)]
    [InlineData("spec.else", null)]
    public void A_field_that_nobody_knows_is_null(string field, string? text) => Assert.Equal(text, Pod.Of(field));
}
