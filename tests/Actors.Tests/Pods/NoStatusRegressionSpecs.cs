using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Each of these was found by living many lives: an end that was told, a count, or a job that goes on, and was taken
/// back.</summary>
public sealed class NoStatusRegressionSpecs
{
    private static readonly byte[][] Both =
    [
        Frame("start", "prepare", "", 61),
        Frame("exit", "prepare", "0", 62),
        Frame("start", "one", "", 63),
        Frame("start", "two", "", 63),
    ];

    private static RunView View(string run, params byte[][] frames) => SampleStream.View([Frame("run", "-", run), .. frames]);

    private static PodState Running(PodOutline outline, RunView run) =>
        (Released with { Outline = outline })
            .Apply(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 1 }, Sample.Noon))
            .Apply(new RunViewUpdated(run));

    private static Terminated Init(PodState pod) => Assert.IsType<Terminated>(PodStatusView.Of(pod)!.InitContainers[0].State);

    private static int Restarts(Decision decision, string name) =>
        decision.Facts.OfType<PodFinished>().Single().Restarts.Single(each => each.Container == name).Count;

    [Fact]
    public void The_end_of_another_run_counts_the_restarts_of_those_before_it_even_if_it_is_the_first_word_of_that_run()
    {
        var pod = Running(Outline, View("r1", Both));
        var last = View("r2", [.. Both, Frame("exit", "one", "0", 64), Frame("exit", "two", "0", 64), Frame("end", "-", "0", 64)]);
        Assert.Equal(1, Restarts(Hear(pod, new RunSeen(last)), "one"));
        Assert.Equal(1, Restarts(Hear(pod with { Step = Step.Reading }, new RunRead(last, null)), "two"));
    }

    [Fact]
    public void A_container_that_was_tried_again_and_again_and_never_started_keeps_its_count_in_the_next_run()
    {
        var outline = Outline with { InitContainers = [new("prepare", "busybox", MayRestart: true)] };
        byte[][] tries =
        [
            Frame("exit", "prepare", "128"),
            Frame("restart", "prepare", "1 10000"),
            Frame("exit", "prepare", "128"),
            Frame("restart", "prepare", "2 20000"),
            Frame("exit", "prepare", "128"),
        ];
        var pod = Running(outline, View("r1", [.. tries, Frame("restart", "prepare", "3 40000")]));
        var before = PodStatusView.Of(pod)!.InitContainers[0].RestartCount;
        Assert.Equal((2, 2), (before, PodStatusView.Of(pod.Apply(new RunViewUpdated(View("r2"))))!.InitContainers[0].RestartCount));
    }

    [Theory]
    [InlineData(JobStatus.Held)]
    [InlineData(JobStatus.Idle)]
    public void A_stream_that_is_ahead_of_the_queue_and_was_stopped_leaves_an_init_container_as_ended(JobStatus seen)
    {
        var pod = Released.Apply(new JobAdUpdated(seen == JobStatus.Held ? Gated(7) : Ad(7, seen), Sample.Noon));
        var told = pod.Apply(new RunViewUpdated(View("r1", Both[..2])));
        Assert.Equal(0, Init(told).ExitCode);
        Assert.Equal(Init(told), Init(told.Apply(new RunViewUpdated(View("r1", [.. Both[..2], Frame("end", "-", "143 Stopped", 63)])))));
    }

    [Fact]
    public void What_a_job_script_stands_for_stays_done_when_it_runs_again()
    {
        var pod = Running(Outline with { IsJobScript = true }, View("r1", Frame("start", "one")));
        Assert.Equal(Init(pod), Init(pod.Apply(new RunViewUpdated(View("r2")))));
    }

    [Fact]
    public void A_sidecar_that_let_others_begin_stays_started_when_its_job_runs_again()
    {
        var pod = Running(
            Outline with
            {
                InitContainers = [new("proxy", "busybox", IsSidecar: true, MayRestart: true)],
            },
            View("r1", Frame("start", "proxy"), Frame("start", "one", "", 1))
        );
        Assert.Equal(0, Init(pod).ExitCode);
        Assert.Equal(0, Init(pod.Apply(new RunViewUpdated(View("r2")))).ExitCode);
        Assert.Equal(
            0,
            Init(
                pod.Apply(new RunViewUpdated(View("r2", Frame("note", "proxy", "no image"), Frame("exit", "proxy", "128"))))
                    .Apply(new RunViewUpdated(View("r3")))
            ).ExitCode
        );
    }

    [Fact]
    public void A_success_that_ended_a_container_is_not_forgotten_for_a_failure_after_which_it_would_have_been_started_again()
    {
        var outline = Outline with { Containers = [new("one", "busybox", MayRestart: true, EndsWithSuccess: true), new("two", "busybox")] };
        var pod = Running(outline, View("r1", [.. Both, Frame("exit", "one", "0", 64)]))
            .Apply(new RunViewUpdated(View("r2", [.. Both, Frame("exit", "one", "5", 65)])));
        Assert.IsType<Terminated>(PodStatusView.Of(pod)!.Containers[0].State);
        Assert.IsType<Terminated>(PodStatusView.Of(pod.Apply(new RunViewUpdated(View("r3"))))!.Containers[0].State);
    }

    [Fact]
    public void The_last_one_to_end_is_the_one_that_counts_as_running_in_the_next_run_too()
    {
        var pod = Running(Outline, View("r1", [.. Both, Frame("exit", "two", "7", 64), Frame("exit", "one", "0", 64)]));
        foreach (
            var next in new[]
            {
                View("r2"),
                View("r2", Both),
                View("r2", [.. Both, Frame("exit", "one", "0", 65), Frame("exit", "two", "7", 65)]),
            }
        )
        {
            pod = pod.Apply(new RunViewUpdated(next));
            Assert.IsType<Running>(PodStatusView.Of(pod)!.Containers[0].State);
            Assert.IsType<Terminated>(PodStatusView.Of(pod)!.Containers[1].State);
        }
    }

    [Fact]
    public void One_that_had_ended_in_an_earlier_run_is_not_the_last_one_to_end()
    {
        var pod = Running(Outline, View("r1", [.. Both, Frame("exit", "two", "7", 64)]))
            .Apply(new RunViewUpdated(View("r2", [.. Both, Frame("exit", "one", "0", 65), Frame("exit", "two", "7", 65)])));
        Assert.IsType<Terminated>(PodStatusView.Of(pod)!.Containers[1].State);
    }

    [Fact]
    public void A_refused_pod_that_is_asked_for_anew_is_not_told_as_refused_while_its_files_are_written() =>
        Assert.Equal((false, true), (PodStatusView.Of(Refusal) is null, PodStatusView.Of(Next(Refusal, Create)) is null));

    [Fact]
    public void A_stream_that_was_truncated_for_another_run_takes_nothing_back_and_the_end_is_still_known()
    {
        var pod = Running(Outline, View("r1", [.. Both, Frame("exit", "one", "3", 64)]));
        Assert.Equal(pod.Run, pod.Apply(new RunViewUpdated(RunView.Empty)).Run);
        var removed = pod.Apply(new JobAdUpdated(Ad(7, JobStatus.Removed) with { FromHistory = true, NumJobStarts = 1 }, Sample.Noon)) with
        {
            Step = Step.Reading,
        };
        Assert.Equal(3, Hear(removed, new RunRead(RunView.Empty, null)).Facts.OfType<PodFinished>().Single().Containers[0].ExitCode);
    }

    [Theory]
    [InlineData(JobStatus.Idle, null, false)]
    [InlineData(JobStatus.Running, null, false)]
    [InlineData(JobStatus.Held, 1, false)]
    [InlineData(JobStatus.Held, 3, true)]
    public void A_hold_without_hope_that_a_person_took_away_while_the_stream_was_read_is_no_end(JobStatus now, int? code, bool ends)
    {
        var held = Running(Outline, View("r1", Both));
        var reading = Next(held, new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 3, NumJobStarts = 1 }));
        Assert.Equal(Step.Reading, reading.Step);
        var released = Next(reading, new JobSeen(Ad(7, now) with { HoldReasonCode = code, NumJobStarts = 1 }));
        var decision = Hear(released, new RunRead(held.Run, null));
        Assert.Equal(ends, decision.Facts.OfType<PodFinished>().Any());
        Assert.Contains(new StepTaken(Step.None), decision.Facts);
    }

    [Fact]
    public void A_job_that_has_run_and_is_back_behind_its_gate_in_a_queue_from_a_backup_is_not_replaced_when_it_is_removed_there()
    {
        var reading = Next(Released, new JobSeen(Void(7)));
        Assert.Contains(Hear(reading, new RunRead(View("r1", Both), null)).Facts, fact => fact is PodFinished);
        // its rest was not fetched
        Assert.Contains(Hear(reading, new RunRead(View("r1", Both), TimedOut)).Facts, fact => fact is PodFinished);
        Assert.NotNull(
            Hear(reading, new RunRead(RunView.Empty, new CondorFailure(CondorFailureKind.Storage, "job output", null, "no"))).RemindAfter
        );
    }

    [Fact]
    public void Another_job_that_was_given_the_elected_ones_id_is_not_the_elected_one()
    {
        var pod = After([.. AcceptedFacts, new ReleaseDecided(new(7, 0), "schedd#7.0#1", Noon)]);
        var other = Gated(7) with { GlobalJobId = "schedd#7.0#2" };
        Assert.Contains(Hear(pod, new JobSeen(Gated(7) with { GlobalJobId = "schedd#7.0#1" })).Effects, effect => effect is Release);
        Assert.Contains(Hear(pod, new JobSeen(other)).Effects, effect => effect is RemoveLosers);
        Assert.Contains(Hear(Next(pod, new JobSeen(other)), new JobSeen(other)).Effects, effect => effect is ReadStream);
    }

    [Fact]
    public void A_finished_pods_job_that_a_restored_queue_has_again_is_let_go_again()
    {
        var left = Finished.Apply(new JobLeft(Noon));
        Assert.Contains(
            Hear(left, new StrayJobSeen(Uid, Ad(7, JobStatus.Completed), TimeSpan.Zero)).Effects,
            effect => effect is Acknowledge
        );
        Assert.Contains(Hear(left, new StrayJobSeen(Uid, Ad(7, JobStatus.Running), TimeSpan.Zero)).Effects, effect => effect is RemoveAll);
    }

    [Theory]
    [InlineData(JobStatus.Idle)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Held)]
    [InlineData(JobStatus.Completed)]
    public void A_stray_job_is_removed_whatever_has_become_of_it(JobStatus status)
    {
        foreach (var pod in (PodState[])[Released, Finished])
            Assert.Equal(
                [new JobId(8, 0)],
                Assert
                    .Single(Hear(pod, new StrayJobSeen(Uid, Ad(8, status), TimeSpan.Zero)).Effects.OfType<RemoveLosers>())
                    .Jobs.Select(job => job.Id)
            );
    }

    [Fact]
    public void A_job_whose_files_have_not_arrived_is_not_elected_yet()
    {
        var looking = Accepted with { Step = Step.Looking };
        var decision = Hear(
            looking,
            Found(Ad(7, JobStatus.Held) with { HoldReasonCode = 16, GateOpen = false }, Ad(8, JobStatus.Idle) with { GateOpen = false })
        );
        Assert.DoesNotContain(decision.Facts, fact => fact is ReleaseDecided);
        Assert.NotNull(decision.RemindAfter);
    }

    [Fact]
    public void A_job_that_was_missed_and_is_there_again_when_its_stream_was_read_is_not_lost()
    {
        var pod = Next(Next(Running(Outline, View("r1", Both)), new JobNotSeen(AllMissing: false)), new JobNotSeen(AllMissing: false));
        Assert.Equal(Step.Reading, pod.Step);
        Assert.Contains(Hear(pod, new RunRead(pod.Run, null)).Facts, fact => fact is PodFinished);
        var found = Next(pod, new JobSeen(Ad(7, JobStatus.Running) with { NumJobStarts = 1 }));
        Assert.DoesNotContain(Hear(found, new RunRead(pod.Run, null)).Facts, fact => fact is PodFinished);
    }
}
