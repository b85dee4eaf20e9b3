using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Overview;

/// <summary>What an operator reads of a pod's past.</summary>
public sealed class TimelineSpecs
{
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly PodHistories _histories;
    private PodState _pod = PodState.Of(Uid);

    public TimelineSpecs() => _histories = new PodHistories(_clock, TimeSpan.FromMinutes(10));

    [Fact]
    public void A_pods_life_is_told_over_Kubernetes_the_sidecar_HTCondor_and_the_containers()
    {
        Happen(new CreateStarted(Outline));
        Happen(new PodAccepted(Outline, Now), new SubmitIntended(1, Now));
        Happen(new ReleaseDecided(new(7, 0), "g", Now));
        Happen(new JobAdUpdated(Ad(7, JobStatus.Idle), Now));
        Happen(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 1, SlotHost = "slot1@wn1" }, Now));
        Happen(new RunViewUpdated(Later(Run(0, 0, 3, ended: true), Now - Noon)));
        Happen(
            new PodFinished(
                [new(0, "Completed", null, Noon, Noon)],
                [new(0, "Completed", null, null, null), new(3, "Error", null, null, null)],
                Now
            )
        );
        Happen(new DeletionAsked(Uid, Now));

        var lines = PodTimelineView.Of(_histories.Find(Uid)!, default)!;
        Assert.Equal(("default", "p"), (lines.Namespace, lines.Name));
        Assert.Equal(
            [
                "Kubernetes: create asked",
                "Sidecar: accepted: cpus 1, memory 512 MiB",
                "Kubernetes: status changes: a request would get ContainerCreating",
                "Sidecar: submit begins: submit 1",
                "Sidecar: job elected: job 7.0 and no other may run",
                "Htcondor: job idle: job 7.0 waits for a slot",
                "Kubernetes: status changes: a request would get JobIdle",
                "Htcondor: job running: on slot1@wn1",
                "Kubernetes: status changes: a request would get ContainerCreating",
                "Container: run begins",
                "Container: started: prepare",
                "Container: ended: prepare: exit code 0",
                "Container: started: one",
                "Container: ended: one: exit code 0",
                "Container: started: two",
                "Container: ended: two: exit code 3",
                "Container: run ended: exit code 0",
                "Kubernetes: status changes: a request would get Running",
                "Sidecar: finished: exit codes 0 0 3",
                "Kubernetes: status changes: a request would get Error",
                "Kubernetes: delete asked",
            ],
            lines.Entries.Select(Text)
        );
        Assert.Null(lines.LostBefore);
    }

    [Fact]
    public void The_past_of_a_refused_pod_says_when_it_was_created_again_and_when_that_failed()
    {
        Happen(new CreateStarted(Outline), new PodAccepted(Outline, Now), new SubmitIntended(1, Now), new SubmitRefused("no", Now));
        Assert.Equal("JobRefused", Reason());
        Happen(new CreateStarted(Outline), new StepTaken(Step.Writing));
        Assert.Equal("Accepting", Reason());
        Happen(new StepTaken(Step.None)); // its files could not be written
        Assert.Equal("JobRefused", Reason());

        string Reason() => _histories.Find(Uid)!.StateAt(Now)!.Value.Pod is var pod ? PodStages.Of(pod, PodStatusView.Of(pod)).Reason : "";
    }

    [Fact]
    public void What_a_container_did_stands_where_its_time_belongs_although_it_was_read_later()
    {
        Happen(new PodAccepted(Outline, Now), new SubmitIntended(1, Now), new ReleaseDecided(new(7, 0), "g", Now));
        _clock.Advance(TimeSpan.FromSeconds(4));
        var whenPolled = Now;
        Happen(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 1 }, Now));
        Happen(new RunViewUpdated(RunAt(whenPolled.AddSeconds(-2))));
        Assert.Equal(
            ["job elected", "run begins", "started", "job running", "ended"],
            Whats().Where(what => what is "job elected" or "job running" or "run begins" or "started" or "ended")
        );
    }

    [Fact]
    public void A_node_whose_clock_is_behind_puts_no_container_before_the_election_of_its_job()
    {
        Happen(new PodAccepted(Outline, Now), new SubmitIntended(1, Now), new ReleaseDecided(new(7, 0), "g", Now));
        Happen(new RunViewUpdated(RunAt(Noon.AddDays(-30))));
        Assert.Equal(["job elected", "run begins", "started", "ended"], Whats().SkipWhile(what => what != "job elected").Take(4));
    }

    private static RunView Later(RunView run, TimeSpan by) =>
        run with
        {
            BeganAt = run.BeganAt + by,
            Containers = run.Containers.ToDictionary(
                each => each.Key,
                each =>
                    each.Value with
                    {
                        StartedAt = each.Value.StartedAt + by,
                        Exit = each.Value.Exit is { } exit ? exit with { At = exit.At + by } : null,
                    }
            ),
            End = run.End is { } end ? end with { At = end.At + by } : null,
        };

    private static RunView RunAt(DateTimeOffset start) =>
        new()
        {
            RunId = "1.1",
            BeganAt = start,
            Containers = new Dictionary<string, ContainerRun>
            {
                ["one"] = new(start, new ContainerExit(0, start.AddSeconds(60), false), null),
            },
        };

    private IEnumerable<string> Whats() => PodTimelineView.Of(_histories.Find(Uid)!, default)!.Entries.Select(line => line.What);

    [Fact]
    public void A_call_that_fails_again_and_again_is_one_line_with_a_count()
    {
        Happen(new PodAccepted(Outline, Now));
        // As in an outage: each retry looks for jobs first.
        for (var each = 0; each < 5; each++)
        {
            Happen(new ResubmitAllowed());
            Happen(new CallEnded(TimedOut));
        }

        var line = PodTimelineView.Of(_histories.Find(Uid)!, default)!.Entries.Single(line => line.What == "call failed");
        Assert.Equal((5, "condor_q: no answer in 30 s"), (line.Times, line.Detail));
        Assert.True(line.LastAt > line.At);
        Assert.Equal(2, _histories.Find(Uid)!.Facts.Count);
        Assert.Equal(5, _histories.Find(Uid)!.StateAt(Now)!.Value.Pod.Failures);
    }

    [Fact]
    public void An_operator_asks_what_was_known_and_answered_at_a_time()
    {
        Happen(new PodAccepted(Outline, Now), new SubmitIntended(1, Now), new ReleaseDecided(new(7, 0), "g", Now));
        Happen(new JobAdUpdated(Ad(7, JobStatus.Idle), Now));
        var whileIdle = Now.AddSeconds(-1);
        Happen(new JobAdUpdated(Ad(7, JobStatus.Held) with { HoldReasonCode = 13, HoldReason = "no disk" }, Now));

        var past = _histories.Find(Uid)!;
        Assert.Equal(
            "JobIdle",
            PodStages.Of(past.StateAt(whileIdle)!.Value.Pod, PodStatusView.Of(past.StateAt(whileIdle)!.Value.Pod)).Reason
        );
        Assert.Equal(JobStatus.Held, past.StateAt(Now)!.Value.Pod.Ad!.Status);
        Assert.Null(past.StateAt(Noon.AddHours(-1)));
    }

    [Fact]
    public void A_pod_that_has_seen_too_much_loses_the_oldest_of_it_and_says_until_when()
    {
        Happen(new PodAccepted(Outline, Now), new SubmitIntended(1, Now), new ReleaseDecided(new(7, 0), "g", Now));
        for (var each = 1; each <= 500; each++)
            Happen(new JobAdUpdated(Ad(7, each % 2 == 0 ? JobStatus.Idle : JobStatus.Running) with { NumJobStarts = each }, Now));

        var past = _histories.Find(Uid)!;
        var timeline = PodTimelineView.Of(past, default)!;
        Assert.InRange(past.Facts.Count, 100, 140);
        Assert.Contains("accepted", timeline.Entries.Select(line => line.What));
        Assert.True(timeline.LostBefore > Noon);
        Assert.Equal(500, past.StateAt(Now)!.Value.Pod.Ad!.NumJobStarts);
        // Between the first facts and the loss only the journal's facts count.
        Assert.Null(past.StateAt(timeline.LostBefore!.Value.AddSeconds(-1))!.Value.Pod.Ad);
    }

    [Fact]
    public void A_repeated_failure_that_is_lost_counts_until_its_last_time()
    {
        Happen(new PodAccepted(Outline, Now));
        for (var each = 0; each < 3; each++)
            Happen(new CallEnded(TimedOut));
        var lastFailure = Now.AddSeconds(-10);
        for (var each = 1; each <= 128; each++)
            Happen(new JobAdUpdated(Ad(7, each % 2 == 0 ? JobStatus.Idle : JobStatus.Running) with { NumJobStarts = each }, Now));

        var past = _histories.Find(Uid)!;
        Assert.Equal(lastFailure, past.LostBefore);
        Assert.Equal(0, past.StateAt(lastFailure.AddSeconds(-1))!.Value.Pod.Failures);
        Assert.Equal((3, lastFailure), past.StateAt(lastFailure) is var (pod, at) ? (pod.Failures, at) : default);
    }

    [Fact]
    public void After_a_restart_the_timeline_has_what_the_journal_has_and_says_since_when_the_sidecar_runs()
    {
        var restarted = new FakeTimeProvider(Noon.AddHours(2));
        var histories = new PodHistories(restarted, TimeSpan.FromMinutes(10));
        foreach (var fact in new DurableFact[] { new PodAccepted(Outline, Noon), new SubmitIntended(1, Noon.AddSeconds(1)) })
        {
            histories.NoteRecovered(Uid, fact);
            histories.NoteRecovered(Uid, fact); // the pod's actor is started a second time
        }

        var timeline = PodTimelineView.Of(histories.Find(Uid)!, default)!;
        Assert.Equal(["accepted", "submit begins"], timeline.Entries.Where(line => line.IsDurable).Select(line => line.What));
        Assert.Equal(Noon.AddHours(2), timeline.LostBefore);
    }

    [Fact]
    public void A_pod_that_comes_from_another_node_has_lost_what_that_node_knew_until_it_came()
    {
        var clock = new FakeTimeProvider(Noon);
        var histories = new PodHistories(clock, TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromHours(3));
        histories.NoteRecovered(Uid, new PodAccepted(Outline, Noon.AddHours(1)));
        Assert.Equal(Noon.AddHours(3), histories.Find(Uid)!.LostBefore);

        // It goes there once more, and is released there.
        histories.Leave(Uid);
        clock.Advance(TimeSpan.FromMinutes(5));
        histories.NoteRecovered(Uid, new PodAccepted(Outline, Noon.AddHours(1)));
        Assert.Equal(Noon.AddHours(3), histories.Find(Uid)!.LostBefore);
        histories.NoteRecovered(Uid, new ReleaseDecided(new(7, 0), "g", Noon.AddHours(3).AddMinutes(2)));
        Assert.Equal(clock.GetUtcNow(), histories.Find(Uid)!.LostBefore);
    }

    [Fact]
    public void After_a_restart_what_the_containers_did_before_stands_where_it_belongs_and_is_marked_as_read_again()
    {
        var restarted = new FakeTimeProvider(Noon.AddHours(2));
        var histories = new PodHistories(restarted, TimeSpan.FromMinutes(10));
        var durable = new DurableFact[]
        {
            new PodAccepted(Outline, Noon.AddMinutes(-2)),
            new ReleaseDecided(new(7, 0), "g", Noon.AddMinutes(-1)),
        };
        foreach (var fact in durable)
            histories.NoteRecovered(Uid, fact);
        histories.NoteStart(Uid);
        restarted.Advance(TimeSpan.FromSeconds(1));
        histories.Note(Uid, new RunViewUpdated(Run(0, null, null)), After(durable));

        var lines = PodTimelineView.Of(histories.Find(Uid)!, default)!.Entries;
        Assert.Equal(
            [
                "Sidecar: accepted: cpus 1, memory 512 MiB",
                "Kubernetes: status changes: a request would get ContainerCreating",
                "Sidecar: job elected: job 7.0 and no other may run",
                "Container: run begins (read again)",
                "Container: started: prepare (read again)",
                "Container: started: one (read again)",
                "Container: started: two (read again)",
                "Container: ended: prepare: exit code 0 (read again)",
                "Sidecar: started: the sidecar goes on with what the journal has of the pod",
                "Kubernetes: status changes: a request would get Running",
            ],
            lines.Select(line => Text(line) + (line.IsReadAgain ? " (read again)" : ""))
        );
    }

    [Fact]
    public void A_deleted_pod_is_remembered_for_RetainFinishedMinutes_and_no_longer()
    {
        Happen(new PodAccepted(Outline, Now), new DeletionAsked(Uid, Now), new PodDeleted(Uid, Now));
        _histories.Leave(Uid);
        Assert.Equal(
            "default/p",
            PodTimelineView.Of(_histories.Find(Uid)!, default) is { } known ? $"{known.Namespace}/{known.Name}" : null
        );
        _clock.Advance(TimeSpan.FromMinutes(11));
        _histories.Leave(PodUid.Parse("another"));
        Assert.Null(_histories.Find(Uid));
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private void Happen(params PodFact[] facts)
    {
        foreach (var fact in facts)
        {
            _histories.Note(Uid, fact, _pod);
            _pod = _pod.Apply(fact);
        }
        _clock.Advance(TimeSpan.FromSeconds(10));
    }

    private static string Text(TimelineEntry line) => $"{line.Lane}: {line.What}" + (line.Detail is { } detail ? ": " + detail : "");
}
