namespace HtcondorActors.CondorIo.Tests;

/// <summary>Which of HTCondor's tools are there.</summary>
public sealed class CondorToolsSpecs : CondorCliTestBed
{
    [Fact]
    public void The_tools_that_are_not_on_PATH_are_named()
    {
        Fake.With("condor_q", "true").With("condor_submit", "true");
        var folder = Path.GetDirectoryName(Fake.PathOf("any"))!;
        var options = Jobs.Options with { ToolEnvironment = new Dictionary<string, string> { ["PATH"] = folder } };
        Assert.Equal(["condor_history", "condor_release", "condor_rm", "condor_qedit", "condor_status"], CondorTools.Missing(options));
        Assert.Contains("condor_transfer_data", CondorTools.Missing(options with { ScheddHost = "schedd@pool.test" }));
    }
}
