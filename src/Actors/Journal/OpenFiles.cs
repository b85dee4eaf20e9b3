using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Watches files that this process has open. What is written to a file that was removed or replaced is lost when the process ends, and its
/// lock excludes nobody.
/// </summary>
/// <param name="files">The paths, and the identities of the open files.</param>
/// <param name="failure">Receives the failure when a path names another file, or none.</param>
internal sealed class OpenFiles(IReadOnlyList<(string Path, FileIdentity Identity)> files, FatalFailure failure) : IDisposable
{
    private ITimer? _timer;

    /// <summary>Looks regularly from now on, until it is disposed of.</summary>
    public OpenFiles Watched(TimeProvider clock, TimeSpan beat)
    {
        _timer = clock.CreateTimer(_ => NotedDifference(), null, beat, beat);
        return this;
    }

    /// <summary>Reports what <see cref="Difference"/> finds as a fatal failure, and returns it.</summary>
    public string? NotedDifference()
    {
        if (Difference() is not { } words)
            return null;
        failure.Note("the data folder was changed under this process", words);
        return words;
    }

    /// <exception cref="IOException">A file was removed or replaced, so the next start will not find what was written.</exception>
    public void ThrowIfReplaced()
    {
        if (NotedDifference() is { } words)
            throw new IOException(words);
    }

    /// <summary>Null if every path still names the open file, or if the kernel cannot tell.</summary>
    public string? Difference()
    {
        foreach (var (path, identity) in files)
        {
            try
            {
                if (UnixFile.At(path) is not { } facts)
                    return $"{path} was removed while it is in use";
                if (facts.Identity != identity)
                    return $"{path} is another file than the one that is in use";
            }
            catch (IOException)
            {
                // Not a difference: a file system that is unavailable for a while has lost no file.
            }
        }
        return null;
    }

    public void Dispose() => _timer?.Dispose();
}
