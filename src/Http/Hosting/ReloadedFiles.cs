using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// What some files say, read again after they changed (certificates and tokens are rotated while the sidecar runs). Files that are
/// unusable, half written or gone change nothing: the last good content stays, and the log and the ping say so. A restart would refuse
/// them.
/// </summary>
/// <param name="source">Names the files on the health board.</param>
/// <param name="files">All are read when one has changed.</param>
/// <param name="parse">Gets their texts, in order.</param>
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

    /// <summary>As of a second ago at most.</summary>
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
        // One caller looks, and others go on with what there is.
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
