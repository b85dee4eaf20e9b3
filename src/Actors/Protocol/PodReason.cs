namespace HtcondorActors.Actors.Protocol;

/// <summary>Who can end a trouble.</summary>
public enum ReasonOwner
{
    /// <summary>There is no trouble.</summary>
    Nobody,

    /// <summary>The person who wrote the pod.</summary>
    User,

    /// <summary>The administrators of the batch farm.</summary>
    Site,

    /// <summary>The administrators of this sidecar and its host.</summary>
    Sidecar,
}

/// <summary>One entry of the catalogue of reasons (<see cref="PodReasons"/>).</summary>
/// <param name="Id">The reason of a waiting or terminated container, of the list of pods and of the log. Kubernetes' own word
/// where it has one.</param>
/// <param name="Owner">Whose problem it usually is.</param>
/// <param name="Meaning">What the reason says, in one sentence.</param>
/// <param name="Remedy">What to do, in one or two sentences; null if there is nothing to do.</param>
public sealed record PodReason(string Id, ReasonOwner Owner, string Meaning, string? Remedy)
{
    /// <summary>The heading of docs/reasons.md that describes the reason.</summary>
    public string DocAnchor => "docs/reasons.md#" + Id.ToLowerInvariant();
}
