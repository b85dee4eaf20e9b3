using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A schedd that says no, and one that is away.</summary>
public sealed class RefusingScheddSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "CreateReplyWithinSeconds: 3\nRetryAfterSeconds: 0.5\nRetryAtMostSeconds: 5";

    private async Task UnderAsync(string configuration, Func<Task> then)
    {
        var rule = Path.Combine(Pool.Folder, "etc", "config.d", "99-refuse.conf");
        await File.WriteAllTextAsync(rule, configuration);
        Pool.Tool("condor_reconfig");
        try
        {
            await then();
        }
        finally
        {
            File.Delete(rule);
            Pool.Tool("condor_reconfig");
        }
    }

    private static string Requirement(string words) =>
        $"SUBMIT_REQUIREMENT_NAMES = NOTHING\nSUBMIT_REQUIREMENT_NOTHING = false\nSUBMIT_REQUIREMENT_NOTHING_REASON = \"{words}\"\n";

    /// <summary>The schedd takes its new configuration in a while: until then it may take a pod or two.</summary>
    private Task UntilPodsWaitAsync(string words) =>
        Wait.UntilAsync(
            words,
            async () =>
            {
                var first = new PodBody()
                    .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
                    .Container("main", "true");
                await Calls.PostAsync("/create", first.Json);
                return (await WaitsForAsync(first)).Contains(words, StringComparison.Ordinal);
            }
        );

    /// <summary>A create that takes longer than CreateReplyWithinSeconds is answered before condor_submit has said anything.</summary>
    private Task UntilDeferredAsync(SentPod pod, string words) =>
        Wait.UntilAsync(
            words,
            async () => (await WaitsForAsync(pod)).Contains(words, StringComparison.Ordinal) && await ReasonAsync(pod) == "SubmitDeferred"
        );

    private async Task<string> WaitsForAsync(SentPod pod) =>
        await Calls.StatusAsync(pod) is { } entry ? (string?)State(entry, "main")["waiting"]?["message"] ?? "" : "";

    private async Task<string?> ReasonAsync(SentPod pod) => (string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["reason"];

    [Fact]
    public async Task A_refusal_for_what_the_pod_asks_comes_back_in_the_schedds_words_and_leaves_nothing()
    {
        var (pod, said) = (new PodBody(), "");
        await UnderAsync(
            Requirement("RequestMemory must be a multiple of 7"),
            async () =>
            {
                // A create that takes longer than CreateReplyWithinSeconds is accepted first.
                await Wait.UntilAsync(
                    "the refusal",
                    async () =>
                    {
                        pod = new PodBody().Container("main", "true");
                        (var code, said) = await Calls.PostAsync("/create", pod.Json);
                        return code != HttpStatusCode.OK && said.Contains("must be a multiple of 7", StringComparison.Ordinal);
                    }
                );
                Assert.Single(said.TrimEnd('\n').Split('\n'));
                Assert.Empty(Queue(pod));
                await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
            }
        );
        await Wait.UntilAsync(
            "the same pod to be taken",
            async () => (await Calls.PostAsync("/create", pod.Json)).Code == HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_rule_that_will_pass_is_waited_for_in_its_own_words()
    {
        var pod = new PodBody().Container("main", "echo on Monday");
        await UnderAsync(
            Requirement("no jobs on Sundays"),
            async () =>
            {
                await UntilPodsWaitAsync("no jobs on Sundays");
                Assert.Equal(pod.Uid, await Calls.CreateAsync(pod));
                Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(pod));
                await UntilDeferredAsync(pod, "no jobs on Sundays");
            }
        );
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(pod));
    }

    [Fact]
    public async Task Pods_beyond_a_limit_of_the_schedd_wait_in_its_words_and_run_when_there_is_room()
    {
        SentPod[] pods = [.. Enumerable.Range(0, 6).Select(_ => new PodBody().Container("main", "echo done"))];
        // A job that waits in the queue, so that none of these gets in when others of the same owner end.
        var waiting = new PodBody()
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
            .Container("main", "true");
        await Calls.CreateAsync(waiting);
        await Calls.UntilWaitingAsync(waiting, "JobIdle");
        await UnderAsync(
            "MAX_JOBS_PER_OWNER = 1\n",
            async () =>
            {
                await UntilPodsWaitAsync("MAX_JOBS_PER_OWNER");
                foreach (var pod in pods)
                    Assert.Equal(pod.Uid, await Calls.CreateAsync(pod));
                foreach (var pod in pods)
                    await UntilDeferredAsync(pod, "MAX_JOBS_PER_OWNER");
            }
        );
        foreach (var pod in pods)
            await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.All(pods, pod => Assert.Equal(1, JobsEver(pod)));
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
            await Wait.UntilAsync(
                "the words that it is tried again",
                async () =>
                    ((string)State((await Calls.StatusAsync(pod))!, "main")["waiting"]!["message"]!).Contains(
                        "the sidecar tries again",
                        StringComparison.Ordinal
                    )
            );
            Assert.Equal("SchedulerUnreachable", await ReasonAsync(pod));
        }
        finally
        {
            Pool.Tool("condor_on", "-schedd");
        }
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(pod));
    }

    /// <summary>interLink asks again every few seconds: if each request put the deadline off, nobody would be answered meanwhile.</summary>
    [Fact]
    public async Task A_create_that_a_frozen_schedd_holds_up_is_answered_in_its_own_time_however_often_it_is_asked_again()
    {
        const int Most = 20;
        var pod = new PodBody().Container("main", "echo at last");
        using (new FrozenSchedd(Pool))
        {
            List<Task<string>> creates = [Calls.CreateAsync(pod)];
            while (await Task.WhenAny(creates[0], Task.Delay(TimeSpan.FromSeconds(2))) != creates[0] && creates.Count <= Most)
                creates.Add(Calls.CreateAsync(pod));
            Assert.InRange(creates.Count, 1, Most);
            Assert.All(await Task.WhenAll(creates), job => Assert.Equal(pod.Uid, job)); // safe, but without a job yet
        }
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(pod));
    }
}
