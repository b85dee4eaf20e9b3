namespace HtcondorActors.Actors.Pods;

/// <summary>Renders a durable fact as one log line, without user data.</summary>
internal static class PodFactText
{
    public static string Of(PodFact fact) =>
        fact switch
        {
            PodAccepted f => $"accepted ({f.Outline.Namespace}/{f.Outline.Name})",
            SubmitIntended f => $"submit {f.Attempt} begins",
            ReleaseDecided f => $"job {f.Job} elected",
            JobVoided f => $"job {f.Job} was removed before it could start",
            SubmitRefused f => $"refused by HTCondor: {f.Words}",
            PodFinished f => $"finished, exit codes {string.Join(' ', f.InitContainers.Concat(f.Containers).Select(c => c.ExitCode))}",
            JobLeft => "the job has left the queue",
            DeletionAsked => "deletion asked",
            LogsRetained => "deleted; its logs stay for a while",
            PodDeleted => "deleted",
            UnknownPodDeleted => "deleted; it was never accepted here",
            _ => fact.GetType().Name,
        };

    /// <summary>What the pod asked for and does not get. It is logged once, when the pod is accepted.</summary>
    public static IReadOnlyList<string> Warnings(PodFact fact) => fact is PodAccepted accepted ? accepted.Outline.Warnings : [];
}
