namespace HtcondorActors.CondorIo;

/// <summary>Pure: what condor_submit would be given for a job (but for the dead-line, which a submit gets when its turn comes), for people
/// to read.</summary>
public static class SubmitPreview
{
    /// <summary>Where <see cref="IJobFolders.KeepProgram"/> keeps a program of this name.</summary>
    public static string ProgramPath(CondorIoOptions options, string name) => JobPaths.Program(options, name);

    /// <returns>The submit file, or the fault (one line) that keeps it from being written.</returns>
    public static (string? SubmitFile, string? Fault) Of(SubmitDescription job, CondorIoOptions options) =>
        SubmitFile.FaultOf(job) is { } fault
            ? (null, fault)
            : (SubmitFile.Write([job], tag => JobPaths.FolderOf(options, tag), options), null);
}
