using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// The streams of all runs of one job. HTCondor may have begun several. They are counted backwards from the newest, which is 0.
/// </summary>
internal sealed class LogsOfRuns(IJobOutput output, JobTag tag)
{
    /// <summary>Finds the run of an ended pod that counts (<see cref="CountingRun"/>).</summary>
    public async Task<int> EndedAsync(CancellationToken cancel)
    {
        // The newest run is not read: it counts if no earlier run does, whatever its end is.
        List<RunView> runs = [RunView.Empty];
        for (var before = 1; output.OpenRead(tag, before) is { } stream; before++)
            await using (stream)
                runs.Insert(0, await new RunFollower().ReadAsync(stream, cancel));
        return runs.Count - 1 - CountingRun.In(runs);
    }

    /// <summary>Writes the rest of the run that is being read, up to its end.</summary>
    /// <param name="reading">The reading, which knows the run.</param>
    /// <param name="from">The newest run that it may be.</param>
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

    /// <summary>Writes the last attempt of the container in the newest of these runs in which it started.</summary>
    /// <param name="container">The container's name.</param>
    /// <param name="query">Which part of the log.</param>
    /// <param name="from">The newest run to search.</param>
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
