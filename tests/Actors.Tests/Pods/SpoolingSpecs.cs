using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A spooled job whose condor_submit was killed before its files had arrived: the schedd keeps it on hold, and removes it
/// never.</summary>
public sealed class SpoolingSpecs
{
    private static readonly PodState Looking = Next(Accepted, new SubmitEnded(TimedOut));

    // What the schedd's clock says counts for nothing: it may be another machine's.
    private static JobAd Spooling { get; } =
        Ad(7, JobStatus.Held) with
        {
            HoldReasonCode = 16,
            GateOpen = false,
            StatusSince = Noon.AddDays(-3),
        };

    private static readonly TimeSpan TooLong = Options.AbandonedAfter + TimeSpan.FromSeconds(1);

    [Fact]
    public void Its_files_are_waited_for()
    {
        var decision = Hear(Looking, Found(Spooling));
        Assert.Empty(decision.Effects);
        Assert.NotNull(decision.RemindAfter);
        Assert.Contains(
            "7.0 waits for its input files",
            decision.Facts.OfType<CallEnded>().Single().Failure!.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void After_a_while_it_is_removed_and_no_job_is_elected()
    {
        var seen = Next(Next(Looking, Found(Spooling)), new Remind());
        var decision = Hear(seen, Found(Spooling), TooLong);
        Assert.Equal(new JobId(7, 0), Assert.Single(Assert.IsType<RemoveLosers>(Assert.Single(decision.Effects)).Jobs).Id);
        Assert.DoesNotContain(decision.Facts, fact => fact is ReleaseDecided);
    }

    [Fact]
    public void Another_is_submitted_when_it_is_gone()
    {
        var again = Next(Next(Looking, Found(Spooling)), new Remind());
        var gone = Ad(7, JobStatus.Removed) with { FromHistory = true, GateOpen = false };
        Assert.Contains(Hear(again, Found(gone)).Effects, effect => effect is Submit { Attempt: 2 });
    }

    [Fact]
    public void One_that_comes_after_the_refusal_is_removed_after_a_while_too()
    {
        Assert.Equal(
            [new ReportUnownedJob(Spooling.Id), new Passivate()],
            Hear(Refusal, new StrayJobSeen(Uid, Spooling, TimeSpan.Zero)).Effects
        );
        var decision = Hear(Refusal, new StrayJobSeen(Uid, Spooling, TooLong));
        Assert.Equal(new JobId(7, 0), Assert.Single(Assert.IsType<RemoveLosers>(Assert.Single(decision.Effects)).Jobs).Id);
        Assert.IsType<Passivate>(Assert.Single(Hear(Refusal, new LosersRemoved(null)).Effects));
    }

    [Fact]
    public void A_second_one_of_a_deleted_pod_does_not_send_it_to_sleep_while_the_first_is_being_removed()
    {
        var removing = Next(
            PodState.Of(Uid) with
            {
                Stage = Stage.Deleted,
                DeletedAt = Noon,
            },
            new StrayJobSeen(Uid, Spooling, TimeSpan.Zero)
        );
        Assert.Equal(Step.Removing, removing.Step);
        Assert.Empty(Hear(removing, new StrayJobSeen(Uid, Spooling with { Id = new(8, 0) }, TimeSpan.Zero)).Effects);
        Assert.IsType<Passivate>(Assert.Single(Hear(removing, new RemoveEnded(null)).Effects));
    }
}
