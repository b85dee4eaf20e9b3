using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What people see of pods in HTCondor's own tables (docs/for-condor-admins.md).</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class QueueNamesSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private const string Ours = "InterLinkInstance == \"names\"";

    protected override string Config => "InstanceName: names";

    private static PodBody Pod(string name) => new PodBody(name).Container("main", "sleep 600").Spec(spec => spec["nodeName"] = "htcondor");

    [Fact]
    public async Task The_pods_of_one_Kubernetes_Job_are_one_line_of_condor_q_and_a_pod_is_found_by_its_names()
    {
        PodBody[] pods = [Pod("train-0").MadeBy("Job", "train"), Pod("train-1").MadeBy("Job", "train"), Pod("notebook")];
        foreach (var pod in pods)
            await Calls.CreateAsync(pod);

        // OWNER BATCH_NAME SUBMITTED (date and time) DONE RUN IDLE HOLD TOTAL JOB_IDS. HOLD is there while a job is still behind its gate.
        var batches = Rows("condor_q", "-allusers", "-batch", "-constraint", Ours);
        var total = Array.IndexOf(batches.First(row => row[0] == "OWNER"), "TOTAL") + 1;
        Assert.Equal([("default", "1"), ("default/train", "2")], batches.Where(IsJobRow).Select(row => (row[1], row[total])).Order());
        // ID OWNER DATE TIME RUN_TIME ST PRI SIZE CMD
        var jobs = Rows("condor_q", "-allusers", "-nobatch", "-constraint", Ours);
        Assert.Equal(
            ["(default/notebook)", "(default/train-0)", "(default/train-1)"],
            jobs.Where(IsJobRow).Select(row => row[^1]).Order(StringComparer.Ordinal)
        );
        string[] asked = ["-constraint", "InterLinkPodNamespace == \"default\" && InterLinkPodName == \"train-1\""];
        Assert.Equal(
            [pods[1].Uid, "htcondor"],
            Assert.Single(Rows("condor_q", ["-allusers", .. asked, "-af", "InterLinkPodUid", "InterLinkPodNode"]))
        );
    }

    /// <summary>Rows begin with the pool's user or with a job's id; headings and totals do not.</summary>
    private static bool IsJobRow(string[] row) => row[0] == "pool" || JobId.TryParse(row[0], out _);

    private string[][] Rows(string tool, params string[] arguments)
    {
        var answer = Pool.Tool(tool, arguments);
        Assert.True(answer.ExitCode == 0, answer.Output);
        return
        [
            .. answer
                .Stdout.Split('\n')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row.Length > 0),
        ];
    }
}
