using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>Asks for <see cref="PollHealth"/>: when the scheduler answered last, and why it does not answer now.</summary>
internal sealed record GetPollHealth;

/// <param name="AnsweredAt">The time of the last poll that succeeded.</param>
/// <param name="Failure">Why the queue cannot be seen; null if it can.</param>
/// <param name="History">Why jobs that have left the queue cannot be looked up; null if they can, or if no job had to be.</param>
/// <param name="Watched">The number of jobs that pods watch.</param>
internal sealed record PollHealth(DateTimeOffset? AnsweredAt, CondorFailure? Failure, CondorFailure? History, int Watched)
{
    /// <summary>
    /// What the answer to a ping says of the scheduler; null if nothing is wrong. It leaves out the tools' own words, which may quote
    /// anything.
    /// </summary>
    public string? Trouble =>
        this switch
        {
            { Failure: { } failure } => $"the queue cannot be seen ({failure.Program}: {failure.Kind})",
            { History: { } failure } => $"jobs that have left the queue cannot be looked up ({failure.Program}: {failure.Kind})",
            _ => null,
        };
}
