using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod whose job waits in the queue for long says why.</summary>
public sealed class IdleReasonSpecs
{
    private static readonly JobAd Idle = Ad(7, JobStatus.Idle) with { StatusSince = Noon };
    private static readonly WhyIdle Nowhere = new(new("0 of 412 slots fit", NoSlotFits: true, Others: 37, AsOf: null));

    private static PodState Waits => Next(Released, new JobSeen(Idle));
    private static PodState Knows => Next(Waits, Nowhere);

    private static Waiting Told(PodState pod) => Assert.IsType<Waiting>(PodStatusView.Of(pod)!.Containers[0].State);

    [Fact]
    public void The_pod_asks_when_its_job_has_been_idle_for_the_sites_time_and_with_each_later_report()
    {
        var early = Hear(Waits, new JobSeen(Idle), TimeSpan.FromSeconds(119));
        Assert.Empty(early.Effects);
        Assert.Equal(TimeSpan.FromSeconds(1), early.RemindAfter);
        Assert.Equal(Options.RetryAtMost, Hear(Waits, new JobSeen(Idle), TimeSpan.FromMinutes(2)).RemindAfter);
        Assert.Equal([new AskWhyIdle(new(7, 0))], Hear(Waits, new JobSeen(Idle), TimeSpan.FromMinutes(2)).Effects);
        Assert.Equal([new AskWhyIdle(new(7, 0))], Hear(Knows, new JobSeen(Idle), TimeSpan.FromMinutes(9)).Effects);
        Assert.Empty(Hear(Waits, new JobSeen(Idle with { Status = JobStatus.Running }), TimeSpan.FromMinutes(2)).Effects);
    }

    [Fact]
    public void The_reminder_of_an_idle_pod_lets_the_job_be_reported_and_does_not_read_its_stream_again()
    {
        var reminded = Hear(Knows, new Remind(), TimeSpan.FromMinutes(9));
        Assert.Equal([new ReportJob(new(7, 0))], reminded.Effects);
        Assert.Equal(Options.RetryAtMost, reminded.RemindAfter);
        // Of a job that is not idle, or that was not seen, both may have been missed.
        Assert.Equal([new StartWatching(new(7, 0), Stream: true)], Hear(Released, new Remind()).Effects);
        var running = Next(Knows, new JobSeen(Idle with { Status = JobStatus.Running, NumJobStarts = 1 }));
        Assert.Equal([new StartWatching(new(7, 0), Stream: true)], Hear(running, new Remind()).Effects);
        // The actors that watch were started again.
        Assert.Equal([new StartWatching(new(7, 0), Stream: true)], Hear(Knows, new WakeUp(Uid)).Effects);
    }

    [Fact]
    public void A_waiting_pod_says_since_when_the_schedd_is_silent_until_it_answers()
    {
        var silence = new QueueSilent(new QueueSilence(Noon.AddSeconds(191)));
        var silent = Next(Waits, silence);
        Assert.Equal(
            new Waiting("JobIdle", "job 7.0 waits in HTCondor's queue (as of 2026-07-01T12:03:11Z; the schedd has not answered since)"),
            Told(silent)
        );
        Assert.Empty(Hear(silent, silence).Facts);
        Assert.Equal(Told(Waits), Told(Next(silent, new QueueSilent(null))));
        Assert.Equal(Told(Waits), Told(Next(silent, new JobSeen(Idle))));
    }

    [Fact]
    public void A_container_that_runs_or_has_ended_is_told_as_before_while_the_schedd_is_silent()
    {
        var running = Next(
            Next(Waits, new JobSeen(Idle with { Status = JobStatus.Running, NumJobStarts = 1 })),
            new RunSeen(Run(0, 3, null))
        );
        var silent = Next(running, new QueueSilent(new QueueSilence(Noon)));
        Assert.Equal(
            PodStatusView.Of(running)!.Containers.Select(each => each.State),
            PodStatusView.Of(silent)!.Containers.Select(each => each.State)
        );
    }

    [Fact]
    public void Nobody_asks_where_the_site_has_said_never()
    {
        var never = Options with { ExplainIdleAfter = TimeSpan.Zero };
        Assert.Empty(PodLife.Decide(Waits, new JobSeen(Idle), Noon.AddDays(1), never).Effects);
    }

    [Fact]
    public void A_pod_that_avoids_nodes_does_not_ask() =>
        Assert.Empty(Hear(Waits with { AvoidedNodes = ["wn1"] }, new JobSeen(Idle), TimeSpan.FromMinutes(9)).Effects);

    [Fact]
    public void What_fits_nowhere_has_a_reason_of_its_own()
    {
        Assert.Equal("JobIdle", Told(Waits).Reason);
        Assert.Equal(
            new Waiting(PodReasons.NoSlotFits, "job 7.0 waits in HTCondor's queue; 0 of 412 slots fit (as 37 other pods)"),
            Told(Knows)
        );
    }

    [Fact]
    public void What_only_waits_for_its_turn_is_idle_and_says_so()
    {
        var why = new WhyIdle(new("3 of 412 slots fit; all are busy", NoSlotFits: false, Others: 1, AsOf: Noon.AddSeconds(191)));
        Assert.Equal(
            new Waiting("JobIdle", "job 7.0 waits in HTCondor's queue; 3 of 412 slots fit; all are busy (as of 12:03:11Z, as 1 other pod)"),
            Told(Next(Waits, why))
        );
    }

    [Fact]
    public void The_same_answer_again_is_no_fact() => Assert.Empty(Hear(Knows, Nowhere).Facts);

    [Fact]
    public void An_answer_that_is_withdrawn_is_no_longer_shown() => Assert.Equal(Told(Waits), Told(Next(Knows, new WhyIdle(null))));

    [Fact]
    public void The_reason_is_dropped_when_the_job_starts_and_does_not_come_back_with_its_next_wait()
    {
        var started = Next(Knows, new JobSeen(Idle with { Status = JobStatus.Running, NumJobStarts = 1, StatusSince = Noon.AddHours(1) }));
        Assert.Null(started.Idle);
        Assert.Empty(Hear(started, Nowhere).Facts); // it was on its way
        Assert.Null(Next(Knows, new JobSeen(Idle with { NumJobStarts = 1, StatusSince = Noon.AddHours(2) })).Idle);
    }

    [Fact]
    public void The_reason_stays_while_the_job_is_reported_as_it_was() =>
        Assert.Equal(Nowhere.Explanation, Next(Knows, new JobSeen(Idle)).Idle);

    [Fact]
    public void A_pod_that_is_being_deleted_has_no_use_for_it() => Assert.Empty(Hear(Deleting, Nowhere).Facts);

    [Fact]
    public void Pods_of_one_shape_ask_for_the_same_with_the_same_commands()
    {
        var with = Outline with { SubmitCommands = [new("requirements", "TARGET.HasCvmfs")] };
        Assert.Equal(JobShape.Of(with), JobShape.Of(with with { Uid = PodUid.Parse("another"), Name = "q" }));
        Assert.NotEqual(JobShape.Of(Outline), JobShape.Of(with));
        Assert.NotEqual(JobShape.Of(Outline), JobShape.Of(Outline with { MemoryMiB = 513 }));
    }
}
