using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Overview;

/// <summary>Each fact of a pod has a line in the timeline and one in the log, or a reason why it has none.</summary>
public sealed class EveryFactSpecs
{
    private static readonly Terminated Zero = new(0, "Completed", null, Noon, Noon);
    private static readonly PodState Running = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Noon));

    /// <summary>One of each kind that says something, and the pod before it.</summary>
    private static readonly (PodState Pod, PodFact Fact)[] Samples =
    [
        (PodState.Of(Uid), new CreateStarted(Outline)),
        (PodState.Of(Uid), new PodAccepted(Outline, Noon)),
        (Accepted, new ScheddNoted(ScheddName.Parse("schedd@here"), Noon)),
        (Released, new JobIsElsewhere(ScheddName.Parse("schedd@there"))),
        (Accepted, new SubmitIntended(1, Noon)),
        (Accepted, new SubmitTried(TimedOut)),
        (Accepted, new SubmitRefused("not allowed here", Noon)),
        (Accepted, new JobsSpooling([new(7, 0)], Noon)),
        (Accepted, new ReleaseDecided(new(7, 0), "g", Noon)),
        (Accepted, new ResubmitAllowed()),
        (Accepted, new StepTaken(Step.Submitting)),
        (Released, new ActorStarted()),
        (Released, new CallEnded(TimedOut)),
        (Released, new JobVoided(new(7, 0), Noon)),
        (Released, new JobAdUpdated(Ad(7, JobStatus.Held) with { HoldReasonCode = 1 }, Noon)),
        (Running, new IdleExplained(new("0 of 9 slots fit", NoSlotFits: true, 0, AsOf: null))),
        (Running, new QueueSilenceNoted(new(Noon))),
        (Running, new JobGoneFromQueue(TimedOut)),
        (Running, new JobAbsent(Noon, TimeSpan.Zero)),
        (Running, new OutputAbsent(Noon)),
        (Finished, new EndDatedAhead(Noon)),
        (Running, new NodeLeft("1.1")),
        (
            Running,
            new RunViewUpdated(
                Run(0, null, null) with
                {
                    Containers = new Dictionary<string, ContainerRun>
                    {
                        ["one"] = new(null, null, null) { ImageWait = new("ErrImagePull", "no such host") },
                    },
                }
            )
        ),
        (Running, new PodFinished([Zero], [Zero, Zero], Noon)),
        (Finished, new JobLeft(Noon)),
        (Released, new DeletionAsked(Uid, Noon)),
        (Deleting, new JobsBeingRemoved(true)),
        (Deleting, new LogsRetained(Uid, Noon)),
        (Deleting, new PodDeleted(Uid, Noon)),
        (PodState.Of(Uid), new UnknownPodDeleted()),
    ];

    private static readonly Dictionary<Type, string> NotInTheTimeline = new()
    {
        [typeof(UnknownPodDeleted)] = "a pod that was never accepted has no timeline",
        [typeof(StepTaken)] = "a call that begins; its result has a line",
        [typeof(ResubmitAllowed)] = "the submit that follows has a line",
        [typeof(JobsBeingRemoved)] = "the deletion has a line, and the waits of an operator's list say the rest",
    };

    private static readonly Dictionary<Type, string> NotInTheLog = new()
    {
        [typeof(ActorStarted)] = "only histories contain it",
        [typeof(CreateStarted)] = "the accepted or refused create has a line",
        [typeof(StepTaken)] = "a call that begins; its result has a line",
        [typeof(ResubmitAllowed)] = "the submit that follows has a line",
        [typeof(QueueSilenceNoted)] = "the poller has one line for the whole outage, with its reason, and one with the number of its pods",
        [typeof(JobsSpooling)] = "the elected job has a line",
        [typeof(JobIsElsewhere)] = "one line tells how many pods belong to another schedd",
        [typeof(OutputAbsent)] = "the call that failed has a line",
        [typeof(EndDatedAhead)] = "the wall clock is the machine's matter; the pod's end has a line",
        [typeof(NodeLeft)] = "the node has a line, however many pods leave it",
        [typeof(JobsBeingRemoved)] = "the deletion has a line",
    };

    [Fact]
    public void The_samples_are_all_kinds_of_facts() =>
        Assert.Equal(
            typeof(PodFact)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(PodFact)) && !type.IsAbstract)
                .Select(type => type.Name)
                .Order(),
            Samples.Select(sample => sample.Fact.GetType().Name).Order()
        );

    [Fact]
    public void Each_fact_has_a_line_in_the_timeline_or_a_reason_why_not() =>
        Assert.Equal(
            NotInTheTimeline.Keys.Select(type => type.Name).Order(),
            Samples
                .Where(sample => !FactLines.Of(sample.Fact, Noon, sample.Pod, sample.Pod.Apply(sample.Fact)).Any())
                .Select(sample => sample.Fact.GetType().Name)
                .Order()
        );

    [Fact]
    public void Each_fact_has_a_line_in_the_log_or_a_reason_why_not() =>
        Assert.Equal(
            NotInTheLog.Keys.Select(type => type.Name).Order(),
            Samples.Where(sample => !IsLogged(sample.Pod, sample.Fact)).Select(sample => sample.Fact.GetType().Name).Order()
        );

    [Fact]
    public void A_job_that_no_slot_fits_is_told_once_and_one_that_only_waits_for_its_turn_is_not()
    {
        var log = new CapturedLog<PodActor>();
        var idle = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon));
        IdleExplanation fits = new("3 of 9 slots fit; all are busy", NoSlotFits: false, 0, AsOf: null),
            none = new("0 of 9 slots fit: asks 9000 GiB memory, the largest slot has 64 GiB", NoSlotFits: true, 4, AsOf: null);
        foreach (var explanation in (IdleExplanation?[])[fits, none, none with { Others = 70 }, none with { AsOf = Noon }, null, fits])
            idle = Note(log, idle, new IdleExplained(explanation));
        Assert.EndsWith(
            ": its job cannot start as it is (NoSlotFits): 0 of 9 slots fit: asks 9000 GiB memory, the largest slot has 64 GiB "
                + "(as 4 other pods)",
            Assert.Single(log.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Each_durable_fact_says_when_it_happened_but_the_smallest() =>
        Assert.Equal(
            [nameof(UnknownPodDeleted)],
            Samples
                .Select(sample => sample.Fact)
                .OfType<DurableFact>()
                .Where(fact => fact.TimeOfFact is null)
                .Select(fact => fact.GetType().Name)
        );

    private static bool IsLogged(PodState pod, PodFact fact)
    {
        var log = new CapturedLog<PodActor>();
        Note(log, pod, fact);
        return log.Entries.Count > 0;
    }

    /// <summary>The pod after the fact, which is logged.</summary>
    internal static PodState Note(CapturedLog<PodActor> log, PodState pod, PodFact fact, PodTroubles? shared = null)
    {
        var context = new PodContext(
            Options,
            new FakeTimeProvider(),
            new StatusBoard(null!),
            null!,
            null!,
            "",
            new PodsWaitingForScheduler(),
            log
        )
        {
            Troubles = shared ?? new(new FakeTimeProvider(), log, new PodsWaitingForScheduler()),
        };
        var after = pod.Apply(fact);
        context.Note(fact, pod, after, PodCaller.InterLink);
        return after;
    }
}
