using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>Pods are asked for while the actors beside them, which carry their calls to HTCondor, are not there yet.</summary>
public sealed class EarlyPodSpecs
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Pods_that_are_asked_for_before_the_actors_beside_them_are_there_block_no_thread_and_go_their_whole_way_later()
    {
        await using var start = await HeldStart.BeginAsync();
        var node = start.Node;
        var cluster = Cluster.Get(node.System);
        cluster.Join(cluster.SelfAddress);

        // More than the thread pool has threads: each is made, and answers.
        var asked = Enumerable
            .Range(1, 100)
            .Select(number => NodeHost.Pod(number).Uid)
            .Select(uid => node.Region.Ask<RenderedStatus>(new GetPodStatus(uid, AtOnce: true), Soon));
        Assert.All(await Task.WhenAll(asked).WaitAsync(Soon), told => Assert.Null(told.Fragment));

        var pod = NodeHost.Pod(1);
        var created = node.Gateway.CreateAsync(pod, CancellationToken.None);
        await NodeHost.UntilAsync("the pod to be accepted", () => node.Told(pod.Uid, "submit 1 begins"));
        Assert.Equal(0, node.Schedd.Submits);
        await start.GoOnAsync();
        Assert.IsType<PodCreated>(await created);
        await NodeHost.UntilAsync("its job to run", () => node.Schedd.Of(pod.Uid.Tag)?.Status == JobStatus.Running);
        await node.EndAndDeleteAsync(pod);
    }
}
