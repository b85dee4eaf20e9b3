using HtcondorActors.TestPool;
using Xunit.Abstractions;

namespace HtcondorActors.Chaos.Tests;

/// <summary>The short run of <c>tests/chaos</c>; its summary line and, if it failed, the story of each pod concerned are the test's
/// output.</summary>
public sealed class ShortRunSpecs(ITestOutputHelper output)
{
    private const string Seed = "22";

    [Fact]
    public void Whatever_fails_no_pod_is_lost_doubled_or_misread()
    {
        var run = Shell.Run(RepositoryRoot.File("tests", "chaos"), ["--no-build", "--seed", Seed], limit: TimeSpan.FromMinutes(20));
        output.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0, "the run is not good; the test's output tells its story");
    }
}
