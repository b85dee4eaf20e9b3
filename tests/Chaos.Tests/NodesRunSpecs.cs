using HtcondorActors.TestPool;
using Xunit.Abstractions;

namespace HtcondorActors.Chaos.Tests;

/// <summary>The short run of <c>tests/chaos --nodes 3</c>: nodes killed, frozen and cut off, with a real network and a real PostgreSQL.
/// </summary>
public sealed class NodesRunSpecs(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_fails_on_three_nodes_no_pod_is_lost_doubled_or_misread()
    {
        var run = Shell.Run(
            RepositoryRoot.File("tests", "chaos"),
            ["--no-build", "--nodes", "3", "--seed", "22"],
            limit: TimeSpan.FromMinutes(20)
        );
        output.WriteLine(run.Output);
        Assert.True(run.ExitCode == 0, "the run is not good; the test's output tells its story");
    }
}
