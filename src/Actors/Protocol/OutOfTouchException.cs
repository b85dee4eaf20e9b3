namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// This node cannot tell how the pods are: it has not heard from most of the other nodes, which may have taken over its pods. The caller
/// asks another node, or asks again. The message is one line for the caller.
/// </summary>
public sealed class OutOfTouchException(string words) : Exception(words);
