namespace HtcondorActors.CondorIo;

/// <summary>The names that HTCondor itself writes in a job's folder. No file that is sent with a job may have one of them.</summary>
internal static class JobFileNames
{
    public const string Output = "job.stdout";
    public const string Error = "job.stderr";

    public static bool IsReserved(string name) => name is Output or Error;
}
