using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

public sealed class TombstonesActorSpecs : TestKit
{
    private static readonly PodUid Known = PodUid.Parse("known"),
        Unknown = PodUid.Parse("unknown");
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10),
        Late = TimeSpan.FromHours(1);

    [Fact]
    public void Deleted_pods_that_were_remembered_long_enough_are_told_so_again_and_again_while_the_program_runs()
    {
        var (pods, asked) = (CreateTestProbe(), 0);
        var actor = Start(
            pods,
            Soon,
            () =>
                Interlocked.Increment(ref asked) switch
                {
                    1 => Task.FromException<OldTombstones>(new TimeoutException("locked")),
                    2 => Task.FromResult(new OldTombstones([Known], [Unknown])),
                    _ => Task.FromResult(new OldTombstones([], [Unknown])),
                }
        );
        Expect(pods, actor, new WakeUp(Known), new ForgetUnknown(Unknown));
        Expect(pods, actor, new ForgetUnknown(Unknown));
        Expect(pods, actor, new ForgetUnknown(Unknown));
    }

    [Fact]
    public void The_first_search_waits_for_the_pods_of_before_the_start()
    {
        var pods = CreateTestProbe();
        var actor = Start(pods, Late, () => Task.FromResult(new OldTombstones([Known], [])));
        pods.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        actor.Tell(new WakeUpCompleted());
        Expect(pods, actor, new WakeUp(Known));
        // Whoever wakes them is started anew, and says it again.
        actor.Tell(new WakeUpCompleted());
        pods.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    private IActorRef Start(IActorRef pods, TimeSpan every, Func<Task<OldTombstones>> find) =>
        Sys.ActorOf(Props.Create(() => new TombstonesActor(pods, find, Soon, every, NullLogger<TombstonesActor>.Instance)));

    private static void Expect(Akka.TestKit.TestProbe pods, IActorRef actor, params IPodMessage[] messages)
    {
        foreach (var message in messages)
        {
            Assert.Equal(message, pods.ExpectMsg<IPodMessage>());
            Assert.Equal(new GetPodStatus(message.Uid, AtOnce: true), pods.ExpectMsg<GetPodStatus>());
        }
        foreach (var message in messages)
            actor.Tell(new RenderedStatus(message.Uid, null));
    }
}
