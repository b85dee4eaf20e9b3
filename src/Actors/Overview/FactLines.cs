using System.Globalization;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Overview;

/// <summary>Turns one fact into the lines of a timeline (pure). Facts that tell an operator nothing have no line.</summary>
internal static class FactLines
{
    public const string Elected = "job elected";

    public static IEnumerable<TimelineEntry> Of(PodFact fact, DateTimeOffset at, PodState before, PodState pod)
    {
        switch (fact)
        {
            case JobAdUpdated seen:
                return JobLines.Of(at, before.Ad, seen.Ad);
            case RunViewUpdated:
                return ContainerLines.Of(at, before, pod);
        }
        return Line(fact, before) is var (lane, what, detail)
            ? [new TimelineEntry(at, lane, what, detail is null ? null : OneLine.Of(detail), fact is DurableFact)]
            : [];
    }

    private static (TimelineLane, string, string?)? Line(PodFact fact, PodState before) =>
        fact switch
        {
            ActorStarted => (TimelineLane.Sidecar, "started", "the sidecar goes on with what the journal has of the pod"),
            CreateStarted => (TimelineLane.Kubernetes, "create asked", null),
            PodAccepted f => (TimelineLane.Sidecar, "accepted", Request(f)),
            ScheddNoted f => (TimelineLane.Sidecar, "schedd noted", $"the pod's jobs belong to {f.Schedd}"),
            JobIsElsewhere f => (TimelineLane.Htcondor, "another schedd answers", $"{f.Asked}; nothing is known of the job"),
            SubmitIntended f => (TimelineLane.Sidecar, "submit begins", $"submit {Number(f.Attempt)}"),
            SubmitTried { Failure: { } failure } => (TimelineLane.Sidecar, "submit failed", failure.ToString()),
            CallEnded { Failure: { } failure } => (TimelineLane.Sidecar, "call failed", failure.ToString()),
            CallEnded when before.Failures > 0 => (TimelineLane.Sidecar, "call succeeded", $"after {Number(before.Failures)} failures"),
            ReleaseDecided f => (TimelineLane.Sidecar, Elected, $"job {f.Job} and no other may run"),
            JobVoided f => (TimelineLane.Htcondor, "job removed", $"job {f.Job}, before it could start"),
            SubmitRefused f => (TimelineLane.Htcondor, "job refused", f.Words),
            IdleExplained { Explanation: { } why } => (TimelineLane.Htcondor, "why idle", why.ToString()),
            QueueSilenceNoted { Silence: { } silence } => (
                TimelineLane.Htcondor,
                "schedd is silent",
                $"its last answer was at {UtcTime.Of(silence.AnsweredAt)}"
            ),
            QueueSilenceNoted => (TimelineLane.Htcondor, "schedd answers", null),
            JobsSpooling f => (TimelineLane.Htcondor, "input is spooled", string.Join(", ", f.Jobs)),
            JobGoneFromQueue { Failure: { } failure } => (TimelineLane.Htcondor, "end unknown", failure.ToString()),
            JobGoneFromQueue => (TimelineLane.Htcondor, "job left the queue", "its end is looked up in the history"),
            JobAbsent => (TimelineLane.Htcondor, "job not found", "neither in the queue nor in the history"),
            OutputAbsent => (TimelineLane.Sidecar, "output missing", "the sidecar looks for it again"),
            EndDatedAhead => (TimelineLane.Sidecar, "clock was ahead", "the end is dated in the future; its age counts from now"),
            NodeLeft f => (TimelineLane.Sidecar, "job sent away", $"run {f.Run} met a node that can run no container"),
            PodFinished f => (TimelineLane.Sidecar, "finished", Ends(f)),
            JobLeft => (TimelineLane.Htcondor, "job left the queue", "the sidecar has its end"),
            DeletionAsked => (TimelineLane.Kubernetes, "delete asked", null),
            LogsRetained => (TimelineLane.Sidecar, "deleted", "its logs stay for RetainFinishedMinutes"),
            PodDeleted => (TimelineLane.Sidecar, "deleted", "no job and no file is left"),
            _ => null,
        };

    private static string Request(PodAccepted accepted)
    {
        var outline = accepted.Outline;
        var text = $"cpus {Number(outline.Cpus)}, memory {Number(outline.MemoryMiB)} MiB";
        if (outline.Gpus > 0)
            text += $", gpus {Number(outline.Gpus)}";
        if (accepted.Schedd is { } schedd)
            text += $", for the schedd {schedd}";
        return outline.Warnings.Count == 0 ? text : $"{text}; {string.Join("; ", outline.Warnings)}";
    }

    private static string Ends(PodFinished end) =>
        "exit codes " + string.Join(' ', end.InitContainers.Concat(end.Containers).Select(ended => Number(ended.ExitCode)));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
