namespace HtcondorActors.Actors.Protocol;

/// <summary>A log was asked for that is known not to be. The message is one line for the caller, in the kubelet's words.</summary>
public sealed class NoSuchLogException(string words) : Exception(words);
