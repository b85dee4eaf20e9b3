namespace HtcondorActors.Actors.Protocol;

/// <summary>A pod as a log entry names it: <c>default/train-1 (UID, job 12.0)</c>.</summary>
/// <param name="Uid">The pod's UID.</param>
public sealed record LoggedPod(PodUid Uid) : ILogFields
{
    /// <summary>Null for a pod that was never accepted here.</summary>
    public string? Namespace { get; init; }
    public string? Name { get; init; }

    /// <summary>The elected job, <c>cluster.proc</c>; null if there is none yet.</summary>
    public string? Job { get; init; }

    /// <summary>interLink's id of the request that led to the entry; null if no request did, or if it carried none.</summary>
    public string? Session { get; init; }

    /// <summary>Why the pod is in trouble, an id of <see cref="PodReasons"/>; null if the entry tells no trouble.</summary>
    public string? Reason { get; init; }

    public IEnumerable<KeyValuePair<string, string>> Fields
    {
        get
        {
            yield return new("PodUid", Uid.Value);
            if (Namespace is not null)
                yield return new("PodNamespace", Namespace);
            if (Name is not null)
                yield return new("PodName", Name);
            if (Job is not null)
                yield return new("JobId", Job);
            if (Session is not null)
                yield return new("Session", Session);
            if (Reason is not null)
                yield return new("Reason", Reason);
        }
    }

    public override string ToString() =>
        Name is null ? Uid.Value
        : Job is null ? $"{Namespace}/{Name} ({Uid})"
        : $"{Namespace}/{Name} ({Uid}, job {Job})";
}
