namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// How far a pod has come, as an operator sees it. Lists use these names in lower case.
/// </summary>
public enum PodStage
{
    /// <summary>A create has begun: its files are being written.</summary>
    Accepting,

    /// <summary>The pod is in the journal, and no job of it may run yet.</summary>
    Submitting,

    /// <summary>
    /// The sidecar does not know: it was restarted and the schedd has not shown the job yet, or the pod's journal entries cannot be read.
    /// </summary>
    Unknown,

    /// <summary>The job waits in HTCondor's queue.</summary>
    Idle,

    /// <summary>The job has a slot.</summary>
    Running,

    /// <summary>HTCondor, a policy or a person has put the job on hold.</summary>
    Held,

    /// <summary>The job has a slot, and HTCondor has stopped its processes for a while.</summary>
    Suspended,

    /// <summary>The job has ended or left the queue, and the sidecar does not know yet how the containers ended.</summary>
    Ending,

    /// <summary>Every container has ended with exit code 0.</summary>
    Succeeded,

    /// <summary>Every container has ended, and one of them failed; or HTCondor refused the job.</summary>
    Failed,

    /// <summary>Kubernetes has deleted the pod, and its jobs and files are being removed.</summary>
    Deleting,

    /// <summary>Deleted, except for its logs, which the site keeps for a while.</summary>
    Retained,
}
