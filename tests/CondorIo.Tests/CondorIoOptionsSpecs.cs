using Microsoft.Extensions.DependencyInjection;

namespace HtcondorActors.CondorIo.Tests;

public sealed class CondorIoOptionsSpecs
{
    private static readonly CondorIoOptions Good = new()
    {
        DataRootFolder = "/var/lib/x",
        Instance = "site-1",
        TagAttribute = "InterLinkTag",
    };

    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(Good.Faults());

    [Fact]
    public void All_faults_are_told_at_once_and_stop_the_start()
    {
        var bad = Good with
        {
            DataRootFolder = "relative",
            Instance = "a b",
            CollectorHost = "c",
            MaxProcesses = 0,
            SubmitBatch = 0,
            QueryTimeLimit = TimeSpan.Zero,
            AbandonedAfter = TimeSpan.Zero,
            TagAttribute = "a-b",
            GateAttribute = "InterLinkinstance",
        };

        Assert.Equal(9, bad.Faults().Count);
        var refusal = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCondorIo(bad));
        Assert.All(bad.Faults(), fault => Assert.Contains(fault.ToString(), refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a$(X)")]
    [InlineData("/a\nqueue")]
    [InlineData("")]
    public void A_data_root_that_a_submit_file_cannot_hold_is_a_fault(string folder) =>
        Assert.Single((Good with { DataRootFolder = folder }).Faults());

    [Theory]
    [InlineData("-debug")]
    [InlineData("a b")]
    public void A_host_that_a_tool_would_misread_is_a_fault(string host) => Assert.Single((Good with { ScheddHost = host }).Faults());

    [Theory]
    [InlineData("schedd@pool.test")]
    [InlineData("<127.0.0.1:9618?addrs=127.0.0.1-9618&alias=pool.test>")]
    public void A_schedd_is_named_or_addressed(string host) =>
        Assert.Empty((Good with { ScheddHost = host, CollectorHost = "h:9618" }).Faults());
}
