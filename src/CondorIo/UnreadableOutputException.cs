namespace HtcondorActors.CondorIo;

/// <summary>What stands in the place of a job's output is not what HTCondor writes there: it is not read. The words name the file and what
/// it is.</summary>
internal sealed class UnreadableOutputException(string words) : IOException(words);
