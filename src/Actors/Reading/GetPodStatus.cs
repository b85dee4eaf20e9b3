using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>Asks for what is known of the pod, rendered; answered with <see cref="RenderedStatus"/>.</summary>
/// <param name="Uid">Which.</param>
/// <param name="AtOnce">Also by a pod that was just recovered and does not know yet how far its job has come.</param>
internal sealed record GetPodStatus(PodUid Uid, bool AtOnce = false) : IPodMessage;

/// <param name="Fragment">Null: no such pod, or nothing can be told of it.</param>
internal sealed record RenderedStatus(PodUid Uid, ReadOnlyMemory<byte>? Fragment);
