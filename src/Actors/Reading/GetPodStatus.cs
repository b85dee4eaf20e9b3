using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>Asks for the rendered status of a pod; answered with <see cref="RenderedStatus"/>.</summary>
/// <param name="Uid">The pod.</param>
/// <param name="AtOnce">True if even a pod that was just recovered, and does not know its job's state yet, shall answer at once.</param>
internal sealed record GetPodStatus(PodUid Uid, bool AtOnce = false) : IPodMessage;

/// <param name="Fragment">Null if there is no such pod, or its state is not known.</param>
internal sealed record RenderedStatus(PodUid Uid, ReadOnlyMemory<byte>? Fragment);
