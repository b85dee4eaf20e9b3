using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <param name="Counting">The run that decides how the pod ends.</param>
/// <param name="Before">Earlier runs of the job, the oldest first, including those that the pod knows already.</param>
internal sealed record RunsOfOneJob(RunView Counting, IReadOnlyList<RunView> Before);

/// <summary>Reads the runs of a job before the newest one, in several passes if necessary.</summary>
internal sealed class EarlierRunReader(JobTag tag)
{
    private readonly List<RunFollower> _runs = [];

    /// <summary>
    /// Returns the run that counts (<see cref="CountingRun"/>), and the runs before it.
    /// </summary>
    /// <returns>Null if the budget is spent before everything is read. The next call continues.</returns>
    public async Task<RunsOfOneJob?> WithAsync(IJobOutput output, RunView newest, ReadBudget budget)
    {
        List<RunView> runs = [newest];
        for (var before = 1; ; before++)
        {
            if (_runs.Count < before)
                _runs.Add(new RunFollower());
            var earlier = await RunReader.ReadAsync(output, tag, _runs[before - 1], budget, before);
            if (earlier is null)
                break;
            if (_runs[before - 1].HasMore)
                return null;
            // If another run begins during the reading, one run is read twice.
            if (earlier.RunId is not null && runs.All(run => run.RunId != earlier.RunId))
                runs.Insert(0, earlier);
        }
        var counts = CountingRun.In(runs);
        return new RunsOfOneJob(runs[counts], runs[..counts]);
    }
}
