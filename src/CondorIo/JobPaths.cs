namespace HtcondorActors.CondorIo;

/// <summary>Where everything of a job lies below the data root. A tag cannot leave its folder: it has no slash and no dot in
/// front.</summary>
internal static class JobPaths
{
    public static string Jobs(CondorIoOptions options) => Path.Combine(options.DataRootFolder, "jobs");

    public static string Programs(CondorIoOptions options) => Path.Combine(options.DataRootFolder, "programs");

    public static string Program(CondorIoOptions options, string name) => Path.Combine(Programs(options), name);

    public static string FolderOf(CondorIoOptions options, JobTag tag) => Path.Combine(Jobs(options), tag.Value);

    public static string OutputOf(CondorIoOptions options, JobTag tag) => Path.Combine(FolderOf(options, tag), JobFileNames.Output);

    /// <summary>Where a fetch writes: condor_transfer_data truncates what is there, so it is never what others read.</summary>
    public static string IncomingOf(CondorIoOptions options, JobTag tag) => Path.Combine(FolderOf(options, tag), JobFileNames.Incoming);
}
