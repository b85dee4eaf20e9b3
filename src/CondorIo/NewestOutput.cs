namespace HtcondorActors.CondorIo;

/// <summary>
/// What tells whether a job has written more, for whoever asks again and again of ten thousand jobs: the folder is listed again only when
/// something in it was made or removed, else two looks at file times are all it costs.
/// </summary>
/// <param name="options">Where the folders are.</param>
/// <param name="tag">The job's.</param>
/// <param name="odd">Is told what is no output although it has such a name.</param>
internal sealed class NewestOutput(CondorIoOptions options, JobTag tag, Action<string> odd) : IOutputMarks
{
    /// <summary>A file that is made in the same tick of the file system's clock as the look before it does not change the folder's time:
    /// this many looks must agree.</summary>
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
            // While the newest of several is empty, any of them may begin to grow, without a sign in the folder.
            _agreed = runs.Count < 2 || newest is { Length: > 0 } && newest == runs[0] ? _agreed + 1 : 0;
            // One text of the name that the newest has everywhere but where jobs run again.
            _name = newest?.Name == JobFileNames.Output ? JobFileNames.Output : newest?.Name;
            return newest is null ? null : OutputOfRuns.MarkOf(newest, _name);
        }
        return _name is null ? null : OutputOfRuns.MarkOf(new FileInfo(Path.Combine(folder, _name)), _name);
    }
}
