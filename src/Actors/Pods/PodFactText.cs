using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Renders a fact that only a developer looks for as one log line, without user data.</summary>
internal static class PodFactText
{
    /// <summary>Null for facts that have an entry of their own, and for those that are too many.</summary>
    public static string? Of(PodFact fact) =>
        fact switch
        {
            ScheddNoted f => $"its jobs belong to the schedd {f.Schedd}",
            SubmitIntended f => $"submit {f.Attempt} begins",
            JobLeft => "the job has left the queue",
            UnknownPodDeleted => "deleted; it was never accepted here",
            SubmitTried { Failure: { } failure } => $"{failure}; the sidecar looks whether a job was made",
            JobGoneFromQueue { Failure: null } => "the job is no longer in the queue; its end is looked for in the history",
            JobAbsent => "the job is neither in the queue nor in the history",
            _ => null,
        };

    /// <summary>What the pod asked for and does not get. It is logged once, when the pod is accepted.</summary>
    public static IReadOnlyList<string> Warnings(PodFact fact) => fact is PodAccepted accepted ? accepted.Outline.Warnings : [];
}
