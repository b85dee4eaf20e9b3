using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod that writes more than it may ends as the kubelet's eviction does: Failed, with both numbers in the message.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class EvictionSpecs(EvictionSpecs.Site site) : IClassFixture<EvictionSpecs.Site>
{
    public sealed class Site(CondorPool pool) : SharedSidecar(pool);

    [Fact]
    public async Task A_volume_and_a_container_over_their_limits_end_the_pod()
    {
        var volume = new PodBody("full-volume")
            .Volume("scratch", "emptyDir", JsonNode.Parse("""{"sizeLimit":"2Mi"}""")!)
            .Container(
                "main",
                "dd if=/dev/zero of=/scratch/data bs=1M count=5 2>/dev/null; sleep 600",
                c => c["volumeMounts"] = JsonNode.Parse("""[{"name":"scratch","mountPath":"/scratch"}]""")
            );
        var container = new PodBody("full-container").Container(
            "main",
            "dd if=/dev/zero of=/tmp/data bs=1M count=5 2>/dev/null; sleep 600",
            c => c["resources"] = JsonNode.Parse("""{"limits":{"ephemeral-storage":"2Mi"}}""")
        );
        foreach (var pod in (PodBody[])[volume, container])
            await site.Calls.CreateAsync(pod);

        await IsEvictedAsync(volume, "Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\"");
        await IsEvictedAsync(container, "Container main exceeded its local ephemeral storage limit \"2Mi\"");
    }

    private async Task IsEvictedAsync(PodBody pod, string words)
    {
        await site.Calls.UntilPhaseAsync(pod, PodPhase.Failed);
        var ended = (await site.Calls.StatusAsync(pod))!["containers"]![0]!["state"]!["terminated"]!;
        Assert.Equal("Evicted", ended["reason"]!.GetValue<string>());
        Assert.Contains(ended["exitCode"]!.GetValue<int>(), (int[])[137, 143]); // killed, or gone with the signal before
        Assert.Contains(words, ended["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
