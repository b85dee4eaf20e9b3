namespace HtcondorActors.CondorIo;

/// <summary>The names of the files that HTCondor writes to a job's folder. No input file may have one of these names.</summary>
internal static class JobFileNames
{
    public const string Output = "job.stdout";

    /// <summary>
    /// HTCondor truncates a job's output file when it runs the job again. It expands <c>$$()</c> at each start of the job, so each run gets
    /// its own file; a shadow that reconnects to a running job continues with the old file (both observed). The names are ordered by the
    /// two numbers.
    /// </summary>
    public const string OutputOfEachRun = $"{Output}.$$([NumShadowStarts ?: 0]).$$([JobCurrentStartDate ?: 0])";
    public const string Error = "job.stderr";

    /// <summary>The folder into which the output of spooled jobs is fetched.</summary>
    public const string Incoming = "incoming";

    public static bool IsReserved(string name) => IsOutput(name) || name is Error or Incoming;

    public static bool IsOutput(string name) => name == Output || name.StartsWith(Output + ".", StringComparison.Ordinal);
}
