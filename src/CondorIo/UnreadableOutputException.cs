namespace HtcondorActors.CondorIo;

/// <summary>
/// The file in the place of a job's output is not one that HTCondor writes, so it is not read. The message names the file and its kind.
/// </summary>
internal sealed class UnreadableOutputException(string words) : IOException(words);
