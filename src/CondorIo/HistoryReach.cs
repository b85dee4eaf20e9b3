namespace HtcondorActors.CondorIo;

/// <summary>How far back a query for jobs reads the history.</summary>
/// <remarks>
/// The history is a file to which the schedd adds a record when a job leaves the queue, and condor_history reads it backwards. A record has
/// no time of its own, so a bound in time would not be safe. Another job's record is a safe bound: a job that was in the queue after that
/// record was written has its own record behind it. Reading 400 MB of history as a whole costs 12 s of CPU (measured).
/// </remarks>
public readonly record struct HistoryReach
{
    private HistoryReach(bool isAsked, string? after) => (IsAsked, After) = (isAsked, after);

    /// <summary>Do not read the history.</summary>
    public static HistoryReach None => default;

    /// <summary>Read the whole history.</summary>
    public static HistoryReach Whole => new(true, null);

    /// <summary>
    /// Read the history back to the record of this job; read the whole history if that record is gone or the id cannot be quoted.
    /// </summary>
    /// <param name="globalJobId">A job whose record was seen before the wanted jobs left the queue.</param>
    public static HistoryReach BackTo(string globalJobId) => new(true, ClassAdText.CanQuote(globalJobId) ? globalJobId : null);

    /// <summary>True if the history is read after the queue.</summary>
    public bool IsAsked { get; }

    /// <summary>The global id of the job at whose record the reading ends; null to read to the beginning.</summary>
    public string? After { get; }
}
