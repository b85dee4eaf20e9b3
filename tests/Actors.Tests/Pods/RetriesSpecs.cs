using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class RetriesSpecs() : TestKit(ManualScheduler.Hocon)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly PodUid Other = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000002");

    private readonly Retries _retries = new();

    [Fact]
    public void However_often_a_pod_is_asked_for_one_thing_is_tried_again_and_a_deletion_is_not_forgotten()
    {
        Later(new WakeUp(Sample.Uid), new DeletePod(Sample.Uid), new DeletePod(Sample.Uid), new WakeUp(Sample.Uid), new WakeUp(Other));
        Time.Advance(Patience);
        Assert.Equal([new DeletePod(Sample.Uid), new WakeUp(Other)], ReceiveN(2).OrderBy(message => message is WakeUp));
        Time.Advance(Patience);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void What_fails_again_is_tried_again()
    {
        for (var time = 0; time < 3; time++)
        {
            Later(new DeletePod(Sample.Uid));
            Time.Advance(Patience);
            ExpectMsg(new DeletePod(Sample.Uid));
        }
    }

    private ManualScheduler Time => (ManualScheduler)Sys.Scheduler;

    private void Later(params IPodMessage[] messages)
    {
        foreach (var message in messages)
            _retries.Schedule(message, Patience, TestActor, Sys.Scheduler);
    }
}
