namespace HtcondorActors.CondorIo;

/// <summary>Why a call to the scheduler (or to the job's folder) gave no answer. A closed set: whoever reads it handles every
/// member.</summary>
public enum CondorFailureKind
{
    /// <summary>The tool ended with a failure although it could be run: the schedd was away, or does not take it now.</summary>
    Failed,

    /// <summary>The job was refused for what it is: it is never taken (<see cref="SubmitRefusal"/>).</summary>
    Refused,

    /// <summary>The schedd refused it for coming after its dead-line (docs/schedd-rules.md): nothing of it is in the queue, and it says
    /// nothing about the job.</summary>
    TooLate,

    /// <summary>Our own description was refused before any tool was run (a value outside the safe alphabet).</summary>
    Rejected,

    /// <summary>The tool was still running at its time limit and was killed: the effect may or may not have happened.</summary>
    TimedOut,

    /// <summary>The tool is not there or may not be executed.</summary>
    ToolMissing,

    /// <summary>Exit code 0 but not the machine format that was asked for.</summary>
    Unreadable,

    /// <summary>A file or folder of the job could not be written, read or removed.</summary>
    Storage,

    /// <summary>A storage failure that says the disk or quota is full.</summary>
    StorageFull,
}

/// <param name="Program">The tool's name, without its arguments.</param>
/// <param name="ExitCode">Null when it did not end by itself.</param>
/// <param name="Words">What it said, one line, at most a few hundred characters; never anything that was put into the job.</param>
public sealed record CondorFailure(CondorFailureKind Kind, string Program, int? ExitCode, string Words)
{
    public override string ToString() => ExitCode is { } code ? $"{Program} (exit {code}): {Words}" : $"{Program}: {Words}";
}
