namespace HtcondorActors.CondorIo;

/// <summary>The names that HTCondor itself writes in a job's folder. No file that is sent with a job may have one of them.</summary>
internal static class JobFileNames
{
    public const string Output = "job.stdout";
    public const string Error = "job.stderr";

    /// <summary>The folder that the output of spooled jobs is fetched into.</summary>
    public const string Incoming = "incoming";

    public static bool IsReserved(string name) => name is Output or Error or Incoming;
}
