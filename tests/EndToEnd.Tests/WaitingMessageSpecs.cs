using HtcondorActors.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What a pod says of its job while that waits or stands still.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class WaitingMessageSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private Task UntilSaidAsync(SentPod pod, string words) =>
        Wait.UntilAsync(
            words,
            async () =>
                await Calls.StatusAsync(pod) is { } entry
                && ((string?)State(entry, "main")["waiting"]?["message"] ?? "").Contains(words, StringComparison.Ordinal)
        );

    [Fact]
    public async Task A_pod_that_no_machine_takes_says_what_the_negotiator_said()
    {
        var pod = new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");
        var job = await Calls.CreateAsync(pod);
        await UntilSaidAsync(pod, $"job {job} waits in HTCondor's queue: no match found");
    }
}
