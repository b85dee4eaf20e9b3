using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The content of files that are read again after a change, because certificates and tokens are rotated while the sidecar runs. If the
/// files are invalid, half written or missing, the last good content stays, and the log and the answer to a ping say so. A restart would
/// refuse such files.
/// </summary>
/// <param name="source">The name of the files on the health board.</param>
/// <param name="files">The files. If one changes, all are read.</param>
/// <param name="parse">Parses the texts of the files, in order.</param>
internal sealed class ReloadedFiles<T>(
    string source,
    IReadOnlyList<ListenFile> files,
    Func<IReadOnlyList<string>, T> parse,
    HealthBoard health,
    TimeProvider clock,
    ILogger log
)
    where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _oneReads = new();
    private (DateTime Written, long Length)?[] _stamps = [.. files.Select(file => file.Stamp())];
    private volatile T _content = parse([.. files.Select(file => file.Read())]);
    private long _looked = clock.GetTimestamp();

    /// <summary>The content, at most a second old.</summary>
    public T Content
    {
        get
        {
            if (clock.GetElapsedTime(Interlocked.Read(ref _looked)) >= LookEvery)
                Look();
            return _content;
        }
    }

    private void Look()
    {
        // One caller checks the files; the others use the present content.
        if (!_oneReads.TryEnter())
            return;
        try
        {
            Interlocked.Exchange(ref _looked, clock.GetTimestamp());
            (DateTime, long)?[] stamps = [.. files.Select(file => file.Stamp())];
            if (stamps.SequenceEqual(_stamps))
                return;
            Read();
            _stamps = stamps;
        }
        finally
        {
            _oneReads.Exit();
        }
    }

    private void Read()
    {
        try
        {
            _content = parse([.. files.Select(file => file.Read())]);
            health.Clear(source);
            log.FilesReloaded(source);
        }
        catch (ListenFileException fault)
        {
            if (health.Report(source, "changed, and cannot be used; the former content stays"))
                log.FilesUnusable(source, fault.Message);
        }
    }
}
