using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Job outputs in memory that grow as the test says; counts who looks.</summary>
internal sealed class GrowingOutput : IJobOutput
{
    private readonly ConcurrentDictionary<JobTag, byte[]> _streams = [];
    private readonly ConcurrentDictionary<JobTag, IReadOnlyList<byte[]>> _earlier = [];
    private readonly ConcurrentDictionary<JobTag, string> _broken = [];
    private Action<JobTag> _written = _ => { };
    private int _looks;
    private int _opens;

    public int Looks => Volatile.Read(ref _looks);
    public int Opens => Volatile.Read(ref _opens);

    public void Add(JobTag tag, params byte[][] frames) =>
        _streams[tag] = [.. _streams.GetValueOrDefault(tag, []), .. frames.SelectMany(bytes => bytes)];

    /// <summary>HTCondor runs the job again.</summary>
    public void Again(JobTag tag, params byte[][] frames)
    {
        _earlier[tag] = [_streams[tag], .. _earlier.GetValueOrDefault(tag, [])];
        _streams[tag] = [];
        Add(tag, frames);
    }

    /// <summary>It can be looked at, and not read.</summary>
    public void Break(JobTag tag) => _broken[tag] = "a bad block";

    public void Mend(JobTag tag) => _broken.TryRemove(tag, out _);

    public OutputMark? MarkOf(JobTag tag)
    {
        Interlocked.Increment(ref _looks);
        return _streams.TryGetValue(tag, out var stream)
            ? new OutputMark($"run {_earlier.GetValueOrDefault(tag, []).Count}", stream.Length, default)
            : null;
    }

    public IDisposable? Listen(Action<JobTag> written, Action<string> deaf)
    {
        _written = written;
        return null;
    }

    /// <summary>As a file system would that tells of it.</summary>
    public void Tell(JobTag tag) => _written(tag);

    public Stream? OpenRead(JobTag tag, int before)
    {
        Interlocked.Increment(ref _opens);
        if (_broken.TryGetValue(tag, out var words))
            throw new IOException(words);
        if (before > 0)
            return _earlier.GetValueOrDefault(tag, []).ElementAtOrDefault(before - 1) is { } earlier ? new MemoryStream(earlier) : null;
        return _streams.TryGetValue(tag, out var stream) ? new MemoryStream(stream) : null;
    }
}
