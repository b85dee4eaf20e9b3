using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>Reads what the streams of one job's runs say: of the newest, and of the earlier ones whose files are kept.</summary>
internal static class RunsOfJob
{
    /// <returns>Null: there is no such stream.</returns>
    public static async Task<RunView?> ReadAsync(IJobOutput output, JobTag tag, RunFollower follower, int before = 0)
    {
        var stream = output.OpenRead(tag, before);
        if (stream is null) return null;
        await using (stream.ConfigureAwait(false)) return await follower.ReadAsync(stream, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// The run that counts, and those before it: the newest, unless an earlier one came to an end of its own, which is final; what HTCondor began after
    /// that is nobody's.
    /// </summary>
    public static async Task<RunSeen> WithEarlierAsync(IJobOutput output, JobTag tag, RunView newest)
    {
        List<RunView> runs = [newest];
        for (var before = 1; await ReadAsync(output, tag, new RunFollower(), before).ConfigureAwait(false) is { } earlier; before++)
            // Should another run begin meanwhile, one is met twice.
            if (earlier.RunId is not null && runs.All(run => run.RunId != earlier.RunId)) runs.Insert(0, earlier);
        var ended = runs.FindIndex(run => run.End is { IsFinal: true });
        var counts = ended < 0 ? runs.Count - 1 : ended;
        return new RunSeen(runs[counts]) { Before = runs[..counts] };
    }
}
