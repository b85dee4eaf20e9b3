using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Sharding;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Sharding;

public sealed class WakeUpActorSpecs : TestKit
{
    private static readonly PodUid[] Pods = [PodUid.Parse("a0000000-0000-0000-0000-000000000001"), PodUid.Parse("a0000000-0000-0000-0000-000000000002")];

    [Fact]
    public void A_journal_that_could_not_be_listed_at_the_start_is_listed_again_until_every_pod_is_woken()
    {
        var (pods, asked) = (CreateTestProbe(), 0);
        Func<Task<IReadOnlyList<PodUid>>> list = () => Interlocked.Increment(ref asked) < 3
            ? Task.FromException<IReadOnlyList<PodUid>>(new TimeoutException("locked"))
            : Task.FromResult<IReadOnlyList<PodUid>>(Pods);
        var waking = Sys.ActorOf(Props.Create(() => new WakeUpActor(pods, list, TimeSpan.FromMilliseconds(10), NullLogger<WakeUpActor>.Instance)));
        foreach (var uid in Pods)
        {
            Assert.Equal(uid, pods.ExpectMsg<WakeUp>().Uid);
            Assert.Equal(new GetPodStatus(uid, AtOnce: true), pods.ExpectMsg<GetPodStatus>()); // or each batch would wait for looks at its jobs
        }
        foreach (var uid in Pods) waking.Tell(new RenderedStatus(uid, null));
        pods.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(3, asked);
    }
}
