namespace HtcondorActors.CondorIo;

/// <summary>
/// Finds the mark of a job's newest output cheaply, for repeated calls for ten thousand jobs. The folder is listed again only if a file in
/// it was created or removed; otherwise a call reads only two file times.
/// </summary>
/// <param name="options">The options, which name the data folder.</param>
/// <param name="tag">The job's tag.</param>
/// <param name="odd">Called with a description of each entry that has an output's name but is not a regular file.</param>
internal sealed class NewestOutput(CondorIoOptions options, JobTag tag, Action<string> odd) : IOutputMarks
{
    /// <summary>
    /// The number of consecutive calls that must find the same folder time before it is trusted. A file that is created in the same tick of
    /// the file system's clock as the last listing does not change that time.
    /// </summary>
    private const int Settled = 4;

    private DateTime _changed;
    private int _agreed;
    private string? _name;

    public OutputMark? Newest()
    {
        var folder = JobPaths.FolderOf(options, tag);
        var changed = Directory.GetLastWriteTimeUtc(folder);
        if (changed != _changed)
            (_changed, _agreed) = (changed, 0);
        if (_agreed < Settled)
        {
            var runs = OutputOfRuns.Of(options, tag, odd);
            var newest = OutputOfRuns.Written(runs) is [var first, ..] ? first : null;
            // While the newest of several files is empty, any of them may begin to grow without a change of the folder's time.
            _agreed = runs.Count < 2 || newest is { Length: > 0 } && newest == runs[0] ? _agreed + 1 : 0;
            // Shares the string of the usual name; only jobs that run again have other names.
            _name = newest?.Name == JobFileNames.Output ? JobFileNames.Output : newest?.Name;
            return newest is null ? null : OutputOfRuns.MarkOf(newest, _name);
        }
        return _name is null ? null : OutputOfRuns.MarkOf(new FileInfo(Path.Combine(folder, _name)), _name);
    }
}
