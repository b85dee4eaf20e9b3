using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>Reads the stream of one of a job's runs.</summary>
internal static class RunReader
{
    /// <returns>Null if there is no such stream.</returns>
    public static async Task<RunView?> ReadAsync(IJobOutput output, JobTag tag, RunFollower follower, ReadBudget? budget, int before = 0)
    {
        var stream = output.OpenRead(tag, before);
        if (stream is null)
            return null;
        await using (stream)
            return await follower.ReadAsync(stream, CancellationToken.None, budget);
    }
}
