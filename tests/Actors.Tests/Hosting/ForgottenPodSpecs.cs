using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>A delete of a pod that was never created, on a whole node.</summary>
public sealed class ForgottenPodSpecs
{
    [Fact]
    public async Task A_create_that_comes_soon_after_its_delete_is_answered_as_deleted()
    {
        await using var node = await NodeHost.StartAsync(options => options with { ForgetEvery = TimeSpan.FromMilliseconds(50) });
        var pod = NodeHost.Pod(1);
        await DeleteAsync(node, pod.Uid);
        Assert.IsType<PodWasDeleted>(await node.Gateway.CreateAsync(pod, CancellationToken.None));
        Assert.Single(node.EntriesOf(pod.Uid));
    }

    [Fact]
    public async Task A_deleted_pod_that_was_never_created_leaves_nothing_in_the_journal_and_may_be_created_afterwards()
    {
        var soon = TimeSpan.FromMilliseconds(50);
        await using var node = await NodeHost.StartAsync(options => options with { ForgetEvery = soon, RememberUnknown = soon });
        var pod = NodeHost.Pod(1);
        await DeleteAsync(node, pod.Uid);
        await NodeHost.UntilAsync("its tombstone to go", () => node.EntriesOf(pod.Uid).Count == 0);
        // Its actor may still be in memory, and answer as before.
        await NodeHost.UntilAsync(
            "a create to be accepted",
            async () => await node.Gateway.CreateAsync(pod, CancellationToken.None) is PodCreated
        );
        await NodeHost.UntilAsync("its job to run", () => node.Schedd.Of(pod.Uid.Tag) is not null);
    }

    private static async Task DeleteAsync(NodeHost node, PodUid uid)
    {
        Assert.IsType<DeletionAccepted>(await node.Gateway.DeleteAsync(uid, CancellationToken.None));
        await NodeHost.UntilAsync("the delete to be over", () => node.Told(uid, "deleted; it was never accepted here"));
        await NodeHost.UntilAsync("the entry before the tombstone to go", () => node.EntriesOf(uid).Count < 2);
    }
}
