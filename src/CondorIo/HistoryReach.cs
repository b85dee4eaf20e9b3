namespace HtcondorActors.CondorIo;

/// <summary>How far back a look for jobs reads the history.</summary>
/// <remarks>
/// The history is a file to which the schedd adds a record when a job leaves the queue, and condor_history reads it backwards. A record
/// carries no time of its own, so no bound in time is safe. The record of another job is: a job that was in the queue after that record
/// had been written has its own record behind it. 400 MB of history cost 12 s of CPU when they are read as a whole (measured).
/// </remarks>
public readonly record struct HistoryReach
{
    private HistoryReach(bool isAsked, string? after) => (IsAsked, After) = (isAsked, after);

    /// <summary>Only the queue is asked.</summary>
    public static HistoryReach None => default;

    /// <summary>The history is read to its beginning.</summary>
    public static HistoryReach Whole => new(true, null);

    /// <summary>The history is read back to the record of this job. It is read as a whole where that record is gone or the id cannot be
    /// written.</summary>
    /// <param name="globalJobId">A job whose record was seen while each job that is looked for was in the queue still, or before
    /// that.</param>
    public static HistoryReach BackTo(string globalJobId) => new(true, ClassAdText.CanQuote(globalJobId) ? globalJobId : null);

    /// <summary>The history is asked after the queue.</summary>
    public bool IsAsked { get; }

    /// <summary>The global id of the job at whose record the reading ends; null: it goes on to the beginning.</summary>
    public string? After { get; }
}
