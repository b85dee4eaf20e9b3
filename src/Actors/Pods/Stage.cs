namespace HtcondorActors.Actors.Pods;

/// <summary>How far a pod has come. The stage follows from the durable facts alone.</summary>
internal enum Stage
{
    /// <summary>Unknown, or being prepared: nothing is durable yet.</summary>
    New,

    /// <summary>The journal has the pod; no job is elected yet.</summary>
    Accepted,

    /// <summary>One job is elected and may leave its gate.</summary>
    Released,

    /// <summary>Every container has ended.</summary>
    Finished,

    /// <summary>The scheduler refused the job.</summary>
    Refused,

    /// <summary>The pod is being deleted: its jobs and then its files are removed.</summary>
    Deleting,

    /// <summary>Deleted except for its logs, which the site keeps for a while.</summary>
    Retained,

    /// <summary>A tombstone.</summary>
    Deleted,
}
