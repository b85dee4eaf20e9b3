using HtcondorActors.Cli.Operators;

namespace HtcondorActors.Cli.Tests;

/// <summary>The examples of kubectl's own test (apimachinery: duration_test.go).</summary>
public sealed class AgesSpecs
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-5, "0s")]
    [InlineData(70, "70s")]
    [InlineData(120, "2m")]
    [InlineData(190, "3m10s")]
    [InlineData(600, "10m")]
    [InlineData(10740, "179m")]
    [InlineData(10920, "3h2m")]
    [InlineData(28740, "7h59m")]
    [InlineData(169200, "47h")]
    [InlineData(180000, "2d2h")]
    [InlineData(691200, "8d")]
    [InlineData(63072000, "2y")]
    public void An_age_is_written_as_kubectl_does(long seconds, string expected) =>
        Assert.Equal(expected, Ages.Of(TimeSpan.FromSeconds(seconds)));
}
