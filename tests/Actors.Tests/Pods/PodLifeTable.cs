using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Walks <see cref="PodLife"/> over every stage and input and writes down what it decides.</summary>
internal static class PodLifeTable
{
    private static readonly ScheddName Here = ScheddName.Parse("schedd@here");
    private static readonly ScheddName There = ScheddName.Parse("schedd@there");

    private static readonly (string Name, PodState Pod)[] Stages =
    [
        ("New", PodState.Of(Uid)),
        ("New, files being written", Next(PodState.Of(Uid), Create)),
        ("New, adopting", Next(PodState.Of(Uid), Adopt)),
        ("New, its folder being checked", Next(PodState.Of(Uid), new WakeUp(Uid))),
        ("New, files being removed", Next(Next(PodState.Of(Uid), new WakeUp(Uid)), Found().By(Here))),
        ("Accepted", Accepted with { Schedd = Here }),
        ("Accepted, after two refusals", Accepted with { Schedd = Here, RefusedSubmits = 2, LastFailure = Refused }),
        ("Released", Released with { Schedd = Here }),
        ("Finished", Finished with { Schedd = Here }),
        ("Refused", Refusal),
        ("Deleting", Deleting with { Schedd = Here }),
        ("Deleting, files being removed", Deleting.Apply(new StepTaken(Step.RemovingFiles))),
        ("Retained", Retained),
        ("Deleted", Deleted),
        ("Deleted, never accepted", Unknown),
    ];

    private static readonly (string Name, IPodInput Input)[] Inputs =
    [
        ("CreatePod", Create),
        ("CreatePod: another spec", CreateOfAnother),
        ("CreateRefused", new CreateRefused(Uid, Outline.SpecDigest, "not allowed here")),
        ("AdoptPod", Adopt),
        ("DeletePod", new DeletePod(Uid)),
        ("FilesWritten", new FilesWritten(null)),
        ("FilesWritten: failed", new FilesWritten(TimedOut)),
        ("SubmitEnded", new SubmitEnded(null)),
        ("SubmitEnded: this is the only job", new SubmitEnded(null) { Job = Gated(7) }),
        ("SubmitEnded: failed", new SubmitEnded(Refused)),
        ("JobsFound: a gated job", Found(Gated(7)).By(Here)),
        ("JobsFound: two gated jobs", Found(Gated(7), Gated(8)).By(Here)),
        ("JobsFound: none", Found().By(Here)),
        ("JobsFound: cannot tell", new JobsFound(JobQuery.CannotTell(TimedOut))),
        ("JobsFound: none, by another schedd", Found().By(There)),
        ("JobsFound: none, by nobody knows whom", Found()),
        ("ReleaseEnded", new ReleaseEnded(null)),
        ("ReleaseEnded: failed", new ReleaseEnded(TimedOut)),
        ("JobSeen: gated", new JobSeen(Gated(7))),
        ("JobSeen: idle", new JobSeen(Ad(7, JobStatus.Idle))),
        ("JobSeen: idle for long", new JobSeen(Ad(7, JobStatus.Idle) with { StatusSince = Noon.AddHours(-1) })),
        ("WhyIdle", new WhyIdle(new("0 of 9 slots fit", NoSlotFits: true, Others: 0, AsOf: null))),
        ("JobSeen: running", new JobSeen(Ad(7, JobStatus.Running))),
        ("JobSeen: held", new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 1 })),
        (
            "JobSeen: held, tried again at once",
            new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 13, HoldsByItself = 1, StatusSince = Noon.AddHours(-1) })
        ),
        (
            "JobSeen: held, tried again later",
            new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 13, HoldsByItself = 3, StatusSince = Noon })
        ),
        ("JobSeen: held once too often", new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 13, HoldsByItself = 4 })),
        ("JobSeen: held by a policy", new JobSeen(Ad(7, JobStatus.Held) with { HoldReasonCode = 3 })),
        ("JobSeen: completed", new JobSeen(Ad(7, JobStatus.Completed))),
        ("JobSeen: removed, in the history", new JobSeen(Ad(7, JobStatus.Removed) with { FromHistory = true, NumJobStarts = 1 })),
        ("JobSeen: removed before it could start", new JobSeen(Void(7))),
        ("JobDeparted", new JobDeparted(AllMissing: false, null) { Schedd = Here }),
        ("JobDeparted: by another schedd", new JobDeparted(AllMissing: false, null) { Schedd = There }),
        ("JobDeparted: so has any other", new JobDeparted(AllMissing: true, null)),
        ("JobDeparted: the history cannot be asked", new JobDeparted(AllMissing: true, TimedOut)),
        ("QueueSilent", new QueueSilent(new QueueSilence(Noon))),
        ("QueueSilent: it answers again", new QueueSilent(null)),
        ("JobNotSeen", new JobNotSeen(AllMissing: false) { Schedd = Here }),
        ("JobNotSeen: nor any other", new JobNotSeen(AllMissing: true) { Schedd = Here }),
        ("JobNotSeen: by another schedd", new JobNotSeen(AllMissing: false) { Schedd = There }),
        ("JobNotSeen: by nobody knows whom", new JobNotSeen(AllMissing: false)),
        ("RunSeen: containers run", new RunSeen(Run(0, null, null))),
        ("RunSeen: a restart is waited for", new RunSeen(Run(0, 0, null) with { Containers = Again })),
        ("RunSeen: all ended", new RunSeen(Run(0, 0, 0, ended: true))),
        ("RunSeen: stopped", new RunSeen(Run(0, 143, 143, stopped: true, ended: true))),
        (
            "RunSeen: stopped by the deadline",
            new RunSeen(Run(0, 143, 143, stopped: true) with { End = new(143, Noon, Stopped: true) { PodEnd = PodEndReasons.Deadline } })
        ),
        ("RunRead", new RunRead(Run(0, 0, 0), null)),
        ("RunRead: there is no file", new RunRead(RunView.Empty, null) { Place = OutputPresence.NoFile }),
        ("RunRead: there is no folder", new RunRead(RunView.Empty, null) { Place = OutputPresence.NoFolder }),
        ("AcknowledgeEnded", new AcknowledgeEnded(null)),
        ("RemoveEnded", new RemoveEnded(null)),
        ("FilesRemoved", new FilesRemoved(null)),
        ("FilesRemoved: failed", new FilesRemoved(TimedOut)),
        ("StrayJobSeen", new StrayJobSeen(Uid, Gated(31), TimeSpan.Zero)),
        ("CreateReplyDue", new CreateReplyDue()),
        ("StepLost", new StepLost(0)),
        ("Remind", new Remind()),
        ("WakeUp", new WakeUp(Uid)),
        ("RetryNow", new RetryNow(Uid)),
        ("ForgetUnknown", new ForgetUnknown(Uid)),
    ];

    /// <summary>The step whose answer is lost, for a stage that says nothing of its step.</summary>
    private static Step StepOf(PodState pod) =>
        pod switch
        {
            { Step: not Step.None } => pod.Step,
            { Stage: Stage.Accepted } => Step.Submitting,
            { Stage: Stage.Released } => Step.Reading,
            { Stage: Stage.Finished } => Step.Acknowledging,
            { Stage: Stage.Deleting or Stage.Deleted } => Step.Removing,
            { Stage: Stage.Retained } => Step.RemovingFiles,
            _ => Step.DiscardingFiles,
        };

    private static Dictionary<string, ContainerRun> Again =>
        new(Run(0, 0, null).Containers)
        {
            ["two"] = new(null, null, null)
            {
                PendingRestart = new(1, TimeSpan.FromSeconds(10)),
                Previous = new(Noon, new(1, Noon, Stopped: false), null, null),
            },
        };

    public static string Write() => string.Join('\n', Stages.SelectMany(Rows));

    private static IEnumerable<string> Rows((string Name, PodState Pod) stage)
    {
        yield return stage.Name;
        var silent = new List<string>();
        foreach (var (name, input) in Inputs)
        {
            var (of, pod, heard) =
                input is not StepLost ? (name, stage.Pod, input)
                : stage.Pod with { Step = StepOf(stage.Pod) } is var busy ? ($"{name}: {busy.Step}", busy, new StepLost(busy.StepNumber))
                : default;
            if (Words(pod, heard) is { Length: > 0 } words)
                yield return $"    {of, -40} {words}";
            else
                silent.Add(of);
        }
        if (silent.Count > 0)
            yield return "    (nothing follows from: " + string.Join("; ", silent) + ")";
        yield return "";
    }

    private static string Words(PodState pod, IPodInput input)
    {
        var decision = Hear(pod, input);
        var after = Next(pod, input);
        var words = decision.Facts.OfType<DurableFact>().Select(fact => "+" + fact.GetType().Name).ToList();
        if (decision.CreateReply is { } created)
            words.Add($"reply {created.GetType().Name}");
        if (decision.CallerReply is { } refusal)
            words.Add($"reply {refusal.GetType().Name} to this caller alone");
        if (decision.DeleteReply is { } deleted)
            words.Add($"reply {deleted.GetType().Name}");
        words.AddRange(decision.Effects.Select(effect => effect.GetType().Name));
        if (decision.RemindAfter is not null)
            words.Add("again later");
        if (after.Stage != pod.Stage)
            words.Add($"-> {after.Stage}");
        return string.Join(", ", words);
    }
}
