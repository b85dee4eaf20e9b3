namespace HtcondorActors.CondorIo;

/// <summary>The names that HTCondor itself writes in a job's folder. No file that is sent with a job may have one of them.</summary>
internal static class JobFileNames
{
    public const string Output = "job.stdout";

    /// <summary>
    /// HTCondor truncates a job's output file when it runs the job again. It writes what stands in <c>$$()</c> when it starts a job, so
    /// each run has a file of its own; a shadow that takes a running job over goes on with the old one (both seen). The names sort by the
    /// two numbers.
    /// </summary>
    public const string OutputOfEachRun = $"{Output}.$$([NumShadowStarts ?: 0]).$$([JobCurrentStartDate ?: 0])";
    public const string Error = "job.stderr";

    /// <summary>The folder that the output of spooled jobs is fetched into.</summary>
    public const string Incoming = "incoming";

    public static bool IsReserved(string name) => IsOutput(name) || name is Error or Incoming;

    public static bool IsOutput(string name) => name == Output || name.StartsWith(Output + ".", StringComparison.Ordinal);
}
