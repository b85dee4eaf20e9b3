using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>The wall clock is stepped: no age is longer than what has passed, and none waits for the clock to come back.</summary>
public sealed class SteppedClockSpecs
{
    private static readonly DateTimeOffset TwoDaysAhead = Noon.AddDays(2);

    private sealed class AdjustableWallClock : FakeTimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    private sealed class TextFormat : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => "{}"u8.ToArray();
    }

    [Fact]
    public void The_time_of_the_rules_goes_on_when_the_wall_clock_is_stepped()
    {
        var wall = new AdjustableWallClock();
        var clock = new ProcessClock(wall);
        var began = clock.GetUtcNow();
        foreach (var step in (TimeSpan[])[TimeSpan.FromDays(2), TimeSpan.FromHours(-1), TimeSpan.Zero])
        {
            wall.Step = step;
            wall.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(wall.GetUtcNow(), clock.WallClockNow);
        }
        Assert.Equal(TimeSpan.FromSeconds(3), clock.GetUtcNow() - began);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Operators_see_right_ages_and_the_times_of_the_log_after_a_step(int hours)
    {
        var wall = new AdjustableWallClock();
        wall.SetUtcNow(Noon);
        var clock = new ProcessClock(wall);
        var (states, histories) = (new PodStates(), new PodHistories(clock, TimeSpan.Zero));
        var directory = new PodDirectory(
            states,
            histories,
            new StatusBoard(new TextFormat()),
            new CondorBoard(),
            Options,
            new TextFormat(),
            () => clock.Shown,
            new OtherNodes()
        );
        wall.Advance(TimeSpan.FromMinutes(1));
        var accepted = new PodAccepted(Outline, clock.GetUtcNow());
        histories.Note(Uid, accepted, PodState.Of(Uid));
        var pod = PodState.Of(Uid).Apply(accepted);
        states.Show(pod, PodStatusView.Of(pod), clock.GetUtcNow());
        wall.Step = TimeSpan.FromHours(hours);
        wall.Advance(TimeSpan.FromMinutes(5));
        states.ShowNextTry(Uid, clock.GetUtcNow().AddMinutes(2));

        Assert.Equal(TimeSpan.FromMinutes(5), wall.GetUtcNow() - directory.Find(Uid)!.Since);
        Assert.Equal(TimeSpan.FromMinutes(5), wall.GetUtcNow() - directory.Lines().Single().AcceptedAt);
        Assert.Equal(TimeSpan.FromMinutes(5), wall.GetUtcNow() - directory.Timeline(Uid)!.Entries[0].At);
        var then = directory.At(Uid, wall.GetUtcNow().AddMinutes(-5));
        Assert.Equal(TimeSpan.FromMinutes(5), wall.GetUtcNow() - then!.At);
        Assert.Null(directory.At(Uid, wall.GetUtcNow().AddMinutes(-5.5)));
    }

    [Fact]
    public void A_job_that_was_idle_before_it_was_seen_is_as_old_as_the_schedd_says_after_a_step_backwards()
    {
        var idle = Ad(7, JobStatus.Idle) with { StatusSince = Noon.AddHours(-1).AddSeconds(-30) };
        var decision = PodLife.Decide(Released, new JobSeen(idle), Noon, Options, wallAhead: TimeSpan.FromHours(-1));
        Assert.Equal(Noon.AddSeconds(-30), decision.Facts.Aggregate(Released, (pod, fact) => pod.Apply(fact)).InStateSince);
    }

    [Fact]
    public void A_log_that_was_kept_while_the_clock_was_ahead_goes_when_its_time_counted_from_now_is_over()
    {
        var pod = PodState.Of(Uid).Apply(new PodAccepted(Outline, Noon)).Apply(new LogsRetained(Uid, TwoDaysAhead));
        var kept = Options with { RetainFinished = TimeSpan.FromMinutes(10) };
        var first = PodLife.Decide(pod, new Remind(), Noon, kept);
        Assert.Equal(TimeSpan.FromMinutes(10), first.RemindAfter);
        var later = PodLife.Decide(first.Facts.Aggregate(pod, (state, fact) => state.Apply(fact)), new Remind(), Noon.AddMinutes(10), kept);
        Assert.Contains(later.Effects, effect => effect is RemoveFiles);
    }

    [Fact]
    public void A_tombstone_that_was_written_while_the_clock_was_ahead_is_forgotten_when_its_time_counted_from_now_is_over()
    {
        var pod = PodState.Of(Uid).Apply(new PodDeleted(Uid, TwoDaysAhead));
        var first = PodLife.Decide(pod, new WakeUp(Uid), Noon, Options);
        // On the disk as well: it leaves memory, and may be read anew at any time.
        Assert.Equal(Noon, Assert.Single(first.Facts.OfType<PodDeleted>()).At);
        var again = first.Facts.Aggregate(pod, (state, fact) => state.Apply(fact));
        Assert.DoesNotContain(
            PodLife.Decide(again, new WakeUp(Uid), Noon + Options.RememberDeleted, Options).Effects,
            effect => effect is ForgetEvents
        );
        Assert.Contains(
            new ForgetEvents(TombstoneToo: true),
            PodLife.Decide(again, new WakeUp(Uid), Noon + Options.RememberDeleted + TimeSpan.FromSeconds(1), Options).Effects
        );
    }

    /// <summary>The end of a pod never changes, so its time stays in the journal as it is.</summary>
    [Theory]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Suspended)]
    public void A_job_that_outlives_its_pod_keeps_its_slot_no_longer_because_the_clock_was_ahead_at_the_pods_end(JobStatus status)
    {
        var end = Finished.End!;
        var pod = Released.Apply(new RunViewUpdated(Run(0, 0, 0, ended: true))).Apply(end with { At = TwoDaysAhead });
        var seen = Next(pod, new JobSeen(Ad(7, status)));
        Assert.Equal(TwoDaysAhead, seen.End!.At);
        Assert.DoesNotContain(new RemoveAll(), Hear(seen, new JobSeen(Ad(7, status)), TimeSpan.FromMinutes(5)).Effects);
        Assert.Contains(new RemoveAll(), Hear(seen, new JobSeen(Ad(7, status)), TimeSpan.FromMinutes(6)).Effects);
    }

    private static readonly Dictionary<string, (IPodInput Input, TimeSpan Bound, Func<Decision, bool> IsOver)> AgesOfThisProcess = new()
    {
        ["a job that is missing with all others"] = (
            new JobNotSeen(AllMissing: true),
            TimeSpan.FromMinutes(5),
            decision => decision.Effects.Contains(new ReadStream(new(7, 0)))
        ),
        ["a submit that was abandoned before its files had come"] = (
            Found(Ad(7, JobStatus.Held) with { HoldReasonCode = 16 }),
            Options.AbandonedAfter,
            decision => decision.Effects.Any(effect => effect is RemoveLosers)
        ),
        ["an output that is missing"] = (
            new RunRead(RunView.Empty, null) { Place = OutputPresence.NoFolder },
            Options.OutputMissing,
            decision => decision.Facts.Any(fact => fact is PodFinished)
        ),
    };

    public static TheoryData<string> NamesOfAges => [.. AgesOfThisProcess.Keys];

    [Theory]
    [MemberData(nameof(NamesOfAges))]
    public void An_age_that_is_not_in_the_journal_counts_from_the_first_time_that_this_process_sees_it(string what)
    {
        var (input, bound, isOver) = AgesOfThisProcess[what];
        foreach (var then in (DateTimeOffset[])[TwoDaysAhead, Noon, Noon.AddDays(-2)])
        {
            var pod = After(new PodAccepted(Outline, then), new SubmitIntended(1, then));
            if (input is not JobsFound)
                pod = pod.Apply(new ReleaseDecided(new(7, 0), "g", then));
            if (input is RunRead)
                pod = Next(pod, new JobSeen(Ad(7, JobStatus.Completed) with { NumJobStarts = 1, ExitCode = 0, StatusSince = then }));
            Assert.False(isOver(Hear(pod, input)));
            var first = Next(pod, input);
            Assert.False(isOver(Hear(first, input, bound / 2)));
            Assert.True(isOver(Hear(Next(first, input, bound / 2), input, bound + TimeSpan.FromSeconds(1))));
        }
    }

    [Theory]
    [InlineData(2 * 86_400)]
    [InlineData(-2 * 86_400)]
    public void A_hold_is_waited_out_as_long_as_it_is_seen_here_when_the_schedds_clock_is_another(int secondsAhead)
    {
        JobAd At(int holds) =>
            Ad(7, JobStatus.Held) with
            {
                HoldReasonCode = 13,
                HoldsByItself = holds,
                StatusSince = Noon.AddSeconds(secondsAhead + holds),
            };
        var running = Next(Released, new JobSeen(Ad(7, JobStatus.Running)));
        var held = Next(running, new JobSeen(At(1)));
        var wait = Hear(running, new JobSeen(At(1))).RemindAfter!.Value;
        Assert.InRange(wait, TimeSpan.FromTicks(1), Options.RetryAtMost);
        Assert.Empty(Hear(held, new JobSeen(At(1)), wait / 2).Effects.OfType<ReleaseHeld>());
        Assert.Single(Hear(held, new JobSeen(At(1)), wait).Effects.OfType<ReleaseHeld>());
    }
}
