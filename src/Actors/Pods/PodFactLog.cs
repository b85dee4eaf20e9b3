using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>Writes the log entries of a fact.</summary>
internal static class PodFactLog
{
    /// <param name="log">Where the entries go.</param>
    /// <param name="fact">What has happened.</param>
    /// <param name="before">The pod before the fact.</param>
    /// <param name="pod">The pod after the fact.</param>
    public static void Note(this ILogger log, PodFact fact, PodState before, PodState pod)
    {
        foreach (var warning in PodFactText.Warnings(fact))
            log.SpecWarning(pod.Uid, warning);
        if (pod.Run.Warnings is { } seen && seen != before.Run.Warnings)
            log.NodeWarning(pod.Uid, seen);
        if (fact is DurableFact)
            log.FactStored(pod.Uid, PodFactText.Of(fact));
        // An unreadable answer may stay unreadable for days, so it is logged once.
        if (fact is CallEnded { Failure: { } failure } && (!IsLasting(failure) || failure != before.LastFailure))
            log.CallFailed(pod.Uid, failure);
        if (fact is JobGoneFromQueue { Failure: { } unasked } && unasked.Kind != before.Gone?.Failure?.Kind)
            log.EndNotFound(pod.Uid, pod.Job, unasked);
    }

    private static bool IsLasting(CondorFailure failure) => failure.Kind is CondorFailureKind.Unreadable or CondorFailureKind.Storage;
}
