using System.Net;
using HtcondorActors.Http.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A schedd that says no, and one that is away.</summary>
public sealed class RefusingScheddSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "CreateReplyWithinSeconds: 3";

    [Fact]
    public async Task A_refusal_comes_back_in_the_schedds_words_and_leaves_nothing()
    {
        var rule = Path.Combine(Pool.Folder, "etc", "config.d", "99-refuse.conf");
        await File.WriteAllTextAsync(rule, "SUBMIT_REQUIREMENT_NAMES = NOTHING\nSUBMIT_REQUIREMENT_NOTHING = false\nSUBMIT_REQUIREMENT_NOTHING_REASON = \"no jobs on Sundays\"\n");
        Pool.Tool("condor_reconfig");
        var pod = new PodBody().Container("main", "true");
        try
        {
            await Wait.UntilAsync("the refusal", async () =>
            {
                var (code, words) = await Calls.PostAsync("/create", new PodBody().Container("main", "true").Json);
                return code != HttpStatusCode.OK && words.Contains("no jobs on Sundays", StringComparison.Ordinal);
            });
            var (refused, said) = await Calls.PostAsync("/create", pod.Json);
            Assert.NotEqual(HttpStatusCode.OK, refused);
            Assert.Single(said.TrimEnd('\n').Split('\n'));
            Assert.Empty(Queue(pod));
            await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
        }
        finally
        {
            File.Delete(rule);
            Pool.Tool("condor_reconfig");
        }
        await Wait.UntilAsync("the same pod to be taken", async () => (await Calls.PostAsync("/create", pod.Json)).Code == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_schedd_that_is_away_is_no_refusal_and_the_pod_runs_when_it_is_back()
    {
        var pod = new PodBody().Container("main", "echo at last");
        Pool.Tool("condor_off", "-schedd", "-fast");
        try
        {
            await Wait.UntilAsync("the schedd to be away", () => Task.FromResult(Pool.Tool("condor_q").ExitCode != 0));
            Assert.Equal(pod.Uid, await Calls.CreateAsync(pod)); // safe, but without a job yet
            Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(pod));
            Assert.Contains("tried again", (string)State((await Calls.StatusAsync(pod))!, "main")["waiting"]!["message"]!, StringComparison.Ordinal);
        }
        finally
        {
            Pool.Tool("condor_on", "-schedd");
        }
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(pod));
    }
}
