namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: the submit file of a job, for people to read. The deadline is missing, because it is added just before the submit.
/// </summary>
public static class SubmitPreview
{
    /// <summary>The path at which <see cref="IJobFolders.KeepProgram"/> stores a program of this name.</summary>
    public static string ProgramPath(CondorIoOptions options, string name) => JobPaths.Program(options, name);

    /// <returns>The submit file, or the fault (one line) that prevents it.</returns>
    public static (string? SubmitFile, string? Fault) Of(SubmitDescription job, CondorIoOptions options) =>
        SubmitFile.FaultOf(job) is { } fault
            ? (null, fault)
            : (SubmitFile.Write([job], tag => JobPaths.FolderOf(options, tag), options), null);
}
