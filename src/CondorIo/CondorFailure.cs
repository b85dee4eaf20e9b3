namespace HtcondorActors.CondorIo;

/// <summary>Why a call to the scheduler (or to the job's folder) failed. This is a closed set: every reader handles every member.</summary>
public enum CondorFailureKind
{
    /// <summary>The tool ran and ended with a failure: the schedd is unreachable, or does not accept the job now.</summary>
    Failed,

    /// <summary>The job itself was refused and would never be accepted (<see cref="SubmitRefusal"/>).</summary>
    Refused,

    /// <summary>
    /// The schedd refused the submit because it came after its deadline (docs/schedd-rules.md). Nothing of it is in the queue, and the
    /// refusal says nothing about the job.
    /// </summary>
    TooLate,

    /// <summary>The submit description was refused before any tool ran (a value is outside the safe alphabet).</summary>
    Rejected,

    /// <summary>The tool reached its time limit and was killed. Its effect may have happened or not.</summary>
    TimedOut,

    /// <summary>The tool does not exist or may not be executed.</summary>
    ToolMissing,

    /// <summary>The tool ended with 0, but its output does not have the requested machine format.</summary>
    Unreadable,

    /// <summary>A file or folder of the job could not be written, read or removed.</summary>
    Storage,

    /// <summary>A storage failure because the disk or the quota is full.</summary>
    StorageFull,

    /// <summary>The tools talk to another schedd than the one that has the job, so what they say means nothing for the job.</summary>
    OtherSchedd,
}

/// <param name="Program">The tool's name, without its arguments.</param>
/// <param name="ExitCode">The exit code; null if the tool did not end by itself.</param>
/// <param name="Words">What the tool said, on one line of at most a few hundred characters. It never contains a value from the job.</param>
public sealed record CondorFailure(CondorFailureKind Kind, string Program, int? ExitCode, string Words)
{
    public override string ToString() => ExitCode is { } code ? $"{Program} (exit {code}): {Words}" : $"{Program}: {Words}";
}
