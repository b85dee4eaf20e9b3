using System.Text.Json.Serialization;

namespace HtcondorActors.CondorIo;

/// <param name="Name">A plain file name without folders, chosen by this code.</param>
public sealed record JobFile(string Name, ReadOnlyMemory<byte> Content, bool Executable = false)
{
    /// <summary>True for a file that may be lost with the machine's power. It is not flushed, which would only cost time. Such a file is
    /// written where it is made.</summary>
    [JsonIgnore]
    public bool MayBeLost { get; init; }
}

/// <summary>The content of a file in a job's folder, or why there is none.</summary>
/// <param name="Content">Null if there is no such file, or if it could not be read.</param>
/// <param name="Fault">Why it could not be read, on one line; null if nothing failed.</param>
public sealed record JobFileRead(ReadOnlyMemory<byte>? Content, string? Fault = null);

/// <summary>
/// The job folders on the submit host, with each job's input files and output. Folders are 0700, files 0600 (0700 if executable). Only this
/// interface writes job files.
/// </summary>
public interface IJobFolders
{
    /// <summary>
    /// Writes these files to the job's folder and flushes them. In an existing folder each file is written under a temporary name and
    /// renamed. The call may be repeated. After a failure nothing of a new folder is left. Returns null on success.
    /// </summary>
    Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel);

    /// <summary>Reads a small file of the job's folder. A job may have replaced it.</summary>
    Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel);

    /// <summary>Removes the folder and everything in it; a missing folder is a success. Returns null on success.</summary>
    Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel);

    /// <summary>Removes the job's input files, but not its output (<see cref="IJobOutput"/>). Returns null on success.</summary>
    Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel);

    /// <summary>
    /// Shortens the output of all runs except the newest three, and removes that of all except the newest hundred. Returns null on success.
    /// </summary>
    /// <param name="tag">The job's tag.</param>
    /// <param name="rest">Returns the shortened output; null removes the file.</param>
    /// <param name="cancel">Ends the work between two files.</param>
    Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel);

    /// <summary>The tags of all folders that exist and were changed this long ago, by the clock of their file system.</summary>
    IReadOnlyList<JobTag> List(TimeSpan age = default);

    /// <summary>
    /// Stores an executable program that all jobs share (the runner) beside the folders, and returns its absolute path. The name must
    /// change with the content, because jobs in the queue still need the old program.
    /// </summary>
    /// <exception cref="IOException">The program could not be written.</exception>
    string KeepProgram(string name, ReadOnlyMemory<byte> content);
}
