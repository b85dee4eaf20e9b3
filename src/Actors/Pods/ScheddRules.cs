using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Decides whose queue an answer is about (pure). All jobs of a pod are in one schedd's queue. The sidecar may ask another schedd by now,
/// because ScheddHost or HTCondor's configuration was changed. A job that such a schedd does not have is not gone. A job that any schedd
/// shows is there.
/// </summary>
internal static class ScheddRules
{
    /// <summary>True if the answer says that jobs are missing, and another schedd than the pod's gave it, or may have given it.</summary>
    public static bool IsOfAnother(PodState pod, IPodInput input, ActorsOptions options) =>
        input switch
        {
            JobsFound { Query.Failure: null } found => IsOfAnother(pod, found.Query.Schedd, options),
            JobNotSeen missed => IsOfAnother(pod, missed.Schedd, options),
            // A pod that is shown another job misses its own.
            JobSeen { Ad: var ad } when pod.Stage == Stage.Released && !pod.IsElected(ad) => ScheddName.OfJob(ad.GlobalJobId) is { } made
                && IsOfAnother(pod, made, options),
            // Only a finished pod concludes anything from it. Others show it, also while the queue does not say whose it is.
            JobDeparted departed => (departed.Schedd is not null || pod.Stage == Stage.Finished)
                && IsOfAnother(pod, departed.Schedd, options),
            _ => false,
        };

    /// <summary>True if the pod belongs to another schedd than this one, which is not known to have taken the place of the pod's.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="asked">The schedd that answers; null if it is not known.</param>
    /// <param name="options">The site's options.</param>
    public static bool IsOfAnother(PodState pod, ScheddName? asked, ActorsOptions options) =>
        pod.Schedd is { } own && own != asked && !options.FormerSchedds.Contains(own);

    /// <summary>
    /// The schedd to write to the journal; null if nothing is to be written. A pod without a schedd takes the first one that answers for
    /// it. A pod whose elected job is seen takes the schedd that made this job.
    /// </summary>
    public static ScheddName? ToNote(PodState pod, IPodInput input)
    {
        if (pod.Stage is not (Stage.Accepted or Stage.Released or Stage.Finished or Stage.Deleting) || pod.JobHasLeft)
            return null;
        return input switch
        {
            JobSeen { Ad: var ad } when pod.IsElected(ad) && pod.Schedd?.Made(ad.GlobalJobId) != true => ScheddName.OfJob(ad.GlobalJobId),
            // A deletion that finds no job ends. That of a pod that was never accepted here must not write more than its tombstone.
            JobsFound found when pod.Schedd is null && (pod.Stage == Stage.Accepted || found.Query.Jobs.Count > 0) => found.Query.Schedd,
            JobNotSeen missed when pod.Schedd is null => missed.Schedd,
            JobDeparted departed when pod.Schedd is null => departed.Schedd,
            _ => null,
        };
    }

    /// <summary>Why a look says nothing about the pod's jobs.</summary>
    /// <param name="own">The pod's schedd.</param>
    /// <param name="asked">The schedd that answered; null if it did not say its name.</param>
    public static CondorFailure Failure(ScheddName own, ScheddName? asked) =>
        asked is null
            ? new(CondorFailureKind.Failed, "condor_status", null, $"the schedd did not say its name; the pod's jobs are in that of {own}")
            : new(CondorFailureKind.OtherSchedd, "the sidecar", null, $"the pod belongs to the schedd {own}, and the sidecar asks {asked}");
}
