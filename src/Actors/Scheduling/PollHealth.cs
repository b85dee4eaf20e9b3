using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>What this node knows of the scheduler's health: when it answered last, and what it said when it did not.</summary>
internal sealed record GetPollHealth;

/// <param name="AnsweredAt">When the queue was seen last.</param>
/// <param name="Failure">Why it cannot be seen; null: it can.</param>
/// <param name="History">Why jobs that have left the queue cannot be looked up; null: they can, or none had to be.</param>
/// <param name="Watched">The number of jobs that pods wait for.</param>
internal sealed record PollHealth(DateTimeOffset? AnsweredAt, CondorFailure? Failure, CondorFailure? History, int Watched)
{
    /// <summary>What the ping says of it; null: nothing. Without the tools' own words, which may quote anything.</summary>
    public string? Trouble =>
        this switch
        {
            { Failure: { } failure } => $"the queue cannot be seen ({failure.Program}: {failure.Kind})",
            { History: { } failure } => $"jobs that have left the queue cannot be looked up ({failure.Program}: {failure.Kind})",
            _ => null,
        };
}
