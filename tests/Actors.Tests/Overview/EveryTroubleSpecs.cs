using System.Reflection;
using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Overview;

/// <summary>An operator finds a trouble in the log by the same word that the list of pods and Kubernetes show.</summary>
public sealed class EveryTroubleSpecs
{
    private static readonly CondorFailure FullDisk = new(CondorFailureKind.StorageFull, "job folder", null, "No space left on device");
    private static readonly CondorFailure NoTool = new(CondorFailureKind.ToolMissing, "condor_rm", null, "no such file");
    private static readonly CondorFailure Rejected = new(CondorFailureKind.Rejected, "condor_submit", null, "a line break in a value");
    private static readonly CondorFailure OfOtherSchedd = ScheddRules.Failure(ScheddName.Parse("a"), ScheddName.Parse("b"));
    private static readonly Terminated Zero = new(0, "Completed", null, Noon, Noon);
    private static readonly PodState Running = With(Ad(7, JobStatus.Running));
    private static readonly JobAd Removed = Ad(7, JobStatus.Removed) with { RemoveReason = "via condor_rm" };

    /// <summary>Each way in which a fact tells a trouble, and its reason.</summary>
    private static readonly (PodState Pod, PodFact Fact, string Reason)[] Troubles =
    [
        (Accepted, new SubmitRefused("not allowed here", Noon), PodReasons.JobRefused),
        (Accepted, new CallEnded(Rejected), PodReasons.JobRefused),
        (Released, new CallEnded(TimedOut), PodReasons.SchedulerUnreachable),
        (Released, new CallEnded(NoTool), PodReasons.ToolMissing),
        (Accepted, new CallEnded(OfOtherSchedd), PodReasons.OtherSchedd),
        (Released, new CallEnded(FullDisk), PodReasons.DataFolderUnusable),
        (Released, new JobVoided(new(7, 0), Noon), PodReasons.JobRemoved),
        (With(Ad(7, JobStatus.Idle)), new IdleExplained(new("0 of 9 slots fit", NoSlotFits: true, 0, null)), PodReasons.NoSlotFits),
        (Running, Seen(Ad(7, JobStatus.Held) with { HoldReasonCode = 1 }), PodReasons.JobHeld),
        (Running, Seen(Ad(7, JobStatus.Suspended)), PodReasons.JobSuspended),
        (Running, Seen(Removed), PodReasons.JobRemoved),
        (Running, new JobGoneFromQueue(TimedOut), PodReasons.JobLeftQueue),
        (Running, Shows(new(null, null, null) { ImageWait = new("ErrImagePull", "no such host") }), PodReasons.ErrImagePull),
        (Running.Apply(Shows(new(Noon, null, null))), Shows(Failed(pending: null)), PodReasons.Error),
        (Running.Apply(Shows(new(Noon, null, null))), Shows(Failed(new(1, TimeSpan.FromSeconds(10)))), PodReasons.Error),
        (Running with { Run = Run(0, 0, 3, ended: true) }, Ended("Error"), PodReasons.Error),
        (Running with { Run = Run(0, 0, 137, ended: true) }, Ended("OOMKilled"), PodReasons.OOMKilled),
        (With(Removed), Ended("JobRemoved"), PodReasons.JobRemoved),
    ];

    /// <summary>Entries of a warning or worse that are no pod's reason, and why.</summary>
    private static readonly Dictionary<string, string> WithoutReason = new()
    {
        ["SpecWarning"] = "the pod runs; it asked for something that it does not get",
        ["NodeWarning"] = "the pod runs; its node does not give something",
        ["JournalNotWritten"] = "the trouble is the sidecar's and not the pod's: the health check journal shows it",
    };

    [Fact]
    public void Each_trouble_that_a_fact_tells_has_its_reason_as_a_field() =>
        Assert.All(Troubles, trouble => Assert.Contains(trouble.Reason, LoggedBy(trouble.Pod, trouble.Fact).Select(entry => entry.Reason)));

    [Fact]
    public void The_end_of_a_pod_has_the_reason_of_the_list_of_pods() =>
        Assert.All(
            Troubles.Where(trouble => trouble.Fact is PodFinished or SubmitRefused),
            trouble =>
                Assert.Equal(
                    PodStages.Of(trouble.Pod.Apply(trouble.Fact), PodStatusView.Of(trouble.Pod.Apply(trouble.Fact))).Reason,
                    Assert.Single(LoggedBy(trouble.Pod, trouble.Fact)).Reason
                )
        );

    [Fact]
    public void Every_kind_of_warning_about_a_pod_has_a_reason_of_the_catalogue_or_says_why_not()
    {
        var told = Troubles
            .SelectMany(trouble => LoggedBy(trouble.Pod, trouble.Fact))
            .Concat(SharedOnes())
            .Where(entry => entry.Reason is not null)
            .ToArray();
        Assert.All(told, entry => Assert.NotNull(PodReasons.Find(entry.Reason!)));
        Assert.Equal(
            typeof(PodLog)
                .GetMethods(BindingFlags.Static | BindingFlags.Public)
                .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is { Level: >= LogLevel.Warning })
                .Select(method => method.Name)
                .Append(nameof(SchedulingLog.QueueUnseen))
                .Append(nameof(SchedulingLog.QueueStillUnseen))
                .Order(),
            told.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Name!).Concat(WithoutReason.Keys).Distinct().Order()
        );
    }

    /// <summary>The troubles that pods share: of a schedd, a disk, the journal or a node.</summary>
    private static IReadOnlyList<LoggedFields> SharedOnes()
    {
        var (log, clock, waiting) = (new CapturedLog<PodActor>(), new FakeTimeProvider(), new PodsWaitingForScheduler());
        var (troubles, nodes, outage) = (
            new PodTroubles(clock, log, waiting),
            new FaultyNodes(clock, log),
            new OutageLines(waiting, clock, log)
        );
        troubles.StepTimedOut(Released.Logged(), TimedOut);
        troubles.NotWritten(Released.Logged(), "disk full");
        troubles.Unreadable(Released.Logged(), "SqliteException", "database is locked");
        foreach (var pod in (LoggedPod[])[Released.Logged(), new LoggedPod(PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000009"))])
        {
            troubles.ImageMissing(pod, new("one", new("ErrImagePull", "no such host")));
            troubles.HeldBefore(pod with { Reason = PodReasons.JobHeld }, "hold code 13/2, TransferInputError: disk full");
        }
        for (var minutes = 0; minutes < 11; minutes++)
        {
            nodes.Note(new NodeFault("a.site", "broken"));
            outage.Lasts(TimedOut);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        nodes.Note(new NodeFault("a.site", "broken"));
        return log.Fields;
    }

    private static IReadOnlyList<LoggedFields> LoggedBy(PodState pod, PodFact fact)
    {
        var log = new CapturedLog<PodActor>();
        EveryFactSpecs.Note(log, pod, fact);
        return log.Fields;
    }

    private static PodState With(JobAd ad) => Released.Apply(Seen(ad));

    private static JobAdUpdated Seen(JobAd ad) => new(ad, Noon);

    private static RunViewUpdated Shows(ContainerRun one) =>
        new(Run(0, null, null) with { Containers = new Dictionary<string, ContainerRun> { ["one"] = one } });

    private static ContainerRun Failed(PendingRestart? pending) =>
        new(pending is null ? Noon : null, null, null)
        {
            RestartCount = pending is null ? 1 : 0,
            PendingRestart = pending,
            Previous = new(Noon, new(3, Noon, Stopped: false), null, null),
        };

    private static PodFinished Ended(string reason) => new([Zero], [Zero, new(137, reason, null, Noon, Noon)], Noon);
}
