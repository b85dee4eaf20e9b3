using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The process was frozen after a tool had answered: what it then hears is of an earlier moment.</summary>
public sealed class AnswerAfterFreezeSpecs : TestKit
{
    [Fact]
    public void A_look_that_found_no_job_says_how_long_ago_it_was_made()
    {
        var (clock, look, scheduler) = (new FakeTimeProvider(), new TaskCompletionSource<JobQuery>(), new ScriptedScheduler());
        scheduler.FindLater = look.Task;
        var log = new CapturedLog<QueuePollerActor>();
        var unowned = new UnownedJobs(new HealthBoard(TimeProvider.System), new UnownedBoard(), "me", log);
        var options = Sample.Options with { PollInterval = TimeSpan.FromMilliseconds(20) };
        Action<string?> noTrouble = _ => { };
        var poller = Sys.ActorOf(
            Props.Create(() =>
                new QueuePollerActor(
                    scheduler,
                    ActorRefs.Nobody,
                    unowned,
                    new StrayTags(),
                    new PodsWaitingForScheduler(),
                    options,
                    clock,
                    clock,
                    log,
                    noTrouble
                )
            )
        );
        poller.Tell(new WatchJob(Sample.Uid.Tag, new(7, 0)), TestActor);
        ExpectMsg<JobDeparted>(); // the queue is empty, and the history is asked

        clock.Advance(TimeSpan.FromMinutes(6));
        look.SetResult(JobQuery.Of([]));

        Assert.Equal(new JobNotSeen(AllMissing: true) { Age = TimeSpan.FromMinutes(6) }, ExpectMsg<JobNotSeen>());
    }

    [Fact]
    public void Two_looks_at_an_empty_queue_in_one_minute_are_no_loss_however_late_the_second_is_heard()
    {
        var pod = PodState.Of(Sample.Uid) with { Stage = Stage.Released, Outline = Sample.Create.Plan.Outline, Job = new JobId(7, 0) };
        foreach (var minute in (int[])[0, 1])
            pod = Hear(pod, minute, default).Facts.Aggregate(pod, (before, fact) => before.Apply(fact));

        Assert.Empty(Hear(pod, 6, age: TimeSpan.FromMinutes(5)).Effects);
        Assert.Contains(Hear(pod, 6, age: TimeSpan.FromSeconds(1)).Effects, effect => effect is ReadStream);

        static Decision Hear(PodState pod, int minute, TimeSpan age) =>
            PodLife.Decide(pod, new JobNotSeen(AllMissing: true) { Age = age }, Sample.Noon + TimeSpan.FromMinutes(minute), Sample.Options);
    }
}
