namespace HtcondorActors.CondorIo;

/// <param name="Name">A plain file name of our own, no folders in it.</param>
public sealed record JobFile(string Name, ReadOnlyMemory<byte> Content, bool Executable = false);

/// <summary>
/// The folder that each job has on this side: what is sent with it, and what comes back.
/// Folders are 0700, files 0600 (0700 when executable); all writing of files is here.
/// </summary>
public interface IJobFolders
{
    /// <summary>
    /// Makes the job's folder hold these files, flushed to the disk; in a folder that was there before, each is written beside its place
    /// and renamed. Repeating it is harmless. On failure nothing of a new folder is left. Null = done.
    /// </summary>
    Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel);

    /// <summary>Removes the folder and all in it; one that is not there is success. Null = done.</summary>
    Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel);

    /// <summary>Removes what was sent with the job, and leaves what it has written (<see cref="IJobOutput"/>). Null = done.</summary>
    Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel);

    /// <summary>Removes what the job wrote in all but its newest runs, of which three are kept. Null = done.</summary>
    Task<CondorFailure?> RemoveOldOutputAsync(JobTag tag, CancellationToken cancel);

    /// <summary>The tags of all folders that exist.</summary>
    IReadOnlyList<JobTag> List();

    /// <summary>
    /// Keeps a program that all jobs share (the runner) beside the folders, executable, and gives its absolute path.
    /// The name must change with the content: jobs that wait in the queue still need the old one.
    /// </summary>
    /// <exception cref="IOException">It could not be written.</exception>
    string KeepProgram(string name, ReadOnlyMemory<byte> content);
}
