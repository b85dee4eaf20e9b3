using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>The streams of the runs of one job, of which HTCondor may have begun several; counted backwards from the newest, which is
/// 0.</summary>
internal sealed class LogsOfRuns(IJobOutput output, JobTag tag)
{
    /// <summary>Of a pod that has ended, the run that counts: the first that came to an end of its own. What HTCondor may have begun after
    /// it is nobody's.</summary>
    public async Task<int> EndedAsync(CancellationToken cancel)
    {
        var ended = 0;
        for (var before = 1; output.OpenRead(tag, before) is { } stream; before++)
            await using (stream)
                if ((await new RunFollower().ReadAsync(stream, cancel)).End is { IsFinal: true })
                    ended = before;
        return ended;
    }

    /// <summary>What the run that is being read has written since, until it was ended.</summary>
    /// <param name="reading">Knows the run.</param>
    /// <param name="from">The newest that it may be.</param>
    /// <param name="sink">Gets it.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task WriteRestAsync(LogReading reading, int from, Stream sink, CancellationToken cancel)
    {
        for (var before = from; output.OpenRead(tag, before) is { } stream; before++)
            await using (stream)
            {
                if (await LogReading.RunOfAsync(stream, cancel) != reading.Run)
                    continue;
                await reading.WriteNewAsync(stream, sink, cancel);
                return;
            }
    }

    /// <summary>The last attempt of the container in the newest of these runs in which it was started.</summary>
    /// <param name="container">Its name.</param>
    /// <param name="query">Which part of the log.</param>
    /// <param name="from">The newest run that is looked at.</param>
    /// <param name="sink">Gets it.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task WriteLatestAsync(string container, LogQuery query, int from, Stream sink, CancellationToken cancel)
    {
        for (var before = from; output.OpenRead(tag, before) is { } stream; before++)
            await using (stream)
            {
                var reading = new LogReading(container, query with { Previous = false });
                await reading.WriteNewAsync(stream, sink, cancel);
                if (reading.EverStarted)
                    return;
            }
    }
}
