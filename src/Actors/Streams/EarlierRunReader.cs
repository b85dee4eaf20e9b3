using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <param name="Counting">The run that decides about the pod.</param>
/// <param name="Before">Earlier runs of the job, the oldest first, known or not.</param>
internal sealed record RunsOfOneJob(RunView Counting, IReadOnlyList<RunView> Before);

/// <summary>Reads the runs of a job before the newest one, in as many goes as it takes.</summary>
internal sealed class EarlierRunReader(JobTag tag)
{
    private readonly List<RunFollower> _runs = [];

    /// <summary>
    /// The run that counts, and those before it: the newest, unless an earlier one came to an end of its own, which is final; what HTCondor
    /// began after that is nobody's.
    /// </summary>
    /// <returns>Null: the budget is spent before all is read. Asked again, it goes on.</returns>
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
            // Should another run begin meanwhile, one is met twice.
            if (earlier.RunId is not null && runs.All(run => run.RunId != earlier.RunId))
                runs.Insert(0, earlier);
        }
        var ended = runs.FindIndex(run => run.End is { IsFinal: true });
        var counts = ended < 0 ? runs.Count - 1 : ended;
        return new RunsOfOneJob(runs[counts], runs[..counts]);
    }
}
