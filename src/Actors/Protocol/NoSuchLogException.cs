namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The caller asked for a log that surely does not exist. The message is one line for the caller, in the kubelet's words.
/// </summary>
public sealed class NoSuchLogException(string words) : Exception(words);
