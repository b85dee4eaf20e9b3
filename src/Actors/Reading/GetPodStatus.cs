using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>Asks for the rendered status of a pod; answered with <see cref="RenderedStatus"/>.</summary>
/// <param name="Uid">The pod.</param>
/// <param name="AtOnce">True if even a pod that was just recovered, and does not know its job's state yet, shall answer at once.</param>
internal sealed record GetPodStatus(PodUid Uid, bool AtOnce = false) : IPodMessage;

/// <param name="Fragment">Null if there is no such pod, or its state is not known.</param>
internal sealed record RenderedStatus(PodUid Uid, ReadOnlyMemory<byte>? Fragment)
{
    /// <summary>True if there may be such a pod, and nobody can tell its status at the moment. Null otherwise.</summary>
    public bool? CannotTell { get; init; }
}

/// <summary>
/// Asks another node for the statuses that it has of these pods, its own or those of other nodes; answered with <see cref="SomeStatuses"/>.
/// </summary>
internal sealed record GetStatuses(IReadOnlyList<PodUid> Uids);

/// <summary>A part of the answer to <see cref="GetStatuses"/>. It has only the pods whose status the node knows.</summary>
/// <param name="Index">The place of this part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
/// <param name="Statuses">None is null.</param>
internal sealed record SomeStatuses(int Index, int Count, IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> Statuses);

/// <summary>
/// Has all other nodes asked for these pods, and answers with <see cref="NodesAsked"/>. The nodes answer the sender.
/// </summary>
internal sealed record AskNodes(IReadOnlyList<PodUid> Uids);

/// <summary>So many messages were sent.</summary>
internal sealed record NodesAsked(int Count);
