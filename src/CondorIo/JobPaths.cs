namespace HtcondorActors.CondorIo;

/// <summary>
/// The paths of a job's files below the data folder. A tag cannot leave its folder, because it contains no slash and does not begin with a
/// dot.
/// </summary>
internal static class JobPaths
{
    public static string Jobs(CondorIoOptions options) => Path.Combine(options.DataRootFolder, "jobs");

    public static string Programs(CondorIoOptions options) => Path.Combine(options.DataRootFolder, "programs");

    public static string Program(CondorIoOptions options, string name) => Path.Combine(Programs(options), name);

    public static string FolderOf(CondorIoOptions options, JobTag tag) => Path.Combine(Jobs(options), tag.Value);

    public static string OutputOf(CondorIoOptions options, JobTag tag) => Path.Combine(FolderOf(options, tag), JobFileNames.Output);

    /// <summary>
    /// The folder into which a fetch writes. condor_transfer_data truncates existing files, so nobody else reads from this folder. For a
    /// moment two fetches may write there, after a restart or when another node has taken over.
    /// </summary>
    public static string IncomingOf(CondorIoOptions options, JobTag tag) => Path.Combine(FolderOf(options, tag), JobFileNames.Incoming);
}
