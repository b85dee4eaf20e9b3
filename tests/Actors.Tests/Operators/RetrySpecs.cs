using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Hosting;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Operators;

/// <summary>A retry that an operator asks for.</summary>
public sealed class RetrySpecs
{
    [Fact]
    public void A_job_on_hold_that_would_be_released_later_is_released_now()
    {
        var pod = Held(holdCode: 13, holds: 3);
        Assert.DoesNotContain(Decide(pod, new WakeUp(Uid)).Effects, effect => effect is ReleaseHeld);
        Assert.Contains(Decide(pod, new RetryNow(Uid)).Effects, effect => effect is ReleaseHeld);
    }

    [Fact]
    public void A_hold_that_a_person_has_set_stays() =>
        Assert.DoesNotContain(Decide(Held(holdCode: 1, holds: 0), new RetryNow(Uid)).Effects, effect => effect is ReleaseHeld);

    [Fact]
    public void A_submit_that_waits_is_tried_again() =>
        Assert.Contains(Decide(Accepted, new RetryNow(Uid)).Effects, effect => effect is Look);

    [Fact]
    public async Task Who_asked_for_a_retry_is_in_the_journal()
    {
        await using var node = await NodeHost.StartAsync();
        var pod = NodeHost.Pod(1);
        await node.CreateAsync(pod);
        await node.Actions.RetryAsync(pod.Uid, "alice", CancellationToken.None);
        var entry = Assert.Single(node.EntriesOf(OperatorActor.Id));
        Assert.Equal("retry-asked.1", entry.Manifest);
        Assert.Single(
            node.Log,
            line =>
                line.StartsWith($"pod default/pod-1 ({pod.Uid}", StringComparison.Ordinal)
                && line.EndsWith("): a retry now, asked by alice", StringComparison.Ordinal)
        );
    }

    private static Decision Decide(PodState pod, IPodInput input) =>
        PodLife.Decide(pod, input, Noon, new ActorsOptions { DataRootFolder = "/d" });

    private static PodState Held(int holdCode, int holds) =>
        Released.Apply(
            new JobAdUpdated(Ad(7, JobStatus.Held) with { HoldReasonCode = holdCode, HoldsByItself = holds, StatusSince = Noon }, Noon)
        );
}
