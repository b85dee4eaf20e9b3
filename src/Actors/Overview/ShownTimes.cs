namespace HtcondorActors.Actors.Overview;

/// <summary>
/// Converts between the clock of the pods' rules and the wall clock, which the log and the commands use (pure). A step of the wall clock
/// moves all shown instants of this process, so each shown instant is as old as the pod's rules say.
/// </summary>
/// <param name="Began">When this process began. Earlier instants are from the journal and stay as they are.</param>
/// <param name="Ahead">How far the wall clock is ahead of the other clock.</param>
internal readonly record struct ShownTimes(DateTimeOffset Began, TimeSpan Ahead)
{
    /// <summary>The instant as the log and the commands show it.</summary>
    public DateTimeOffset Of(DateTimeOffset instant) => instant < Began ? instant : instant + Ahead;

    public DateTimeOffset? Of(DateTimeOffset? instant) => instant is { } known ? Of(known) : null;

    /// <summary>
    /// The instant by the clock of the pods' rules. An instant that a backward step has hidden is taken to be the beginning.
    /// </summary>
    public DateTimeOffset Back(DateTimeOffset shown) =>
        shown - Ahead is var instant && instant >= Began ? instant
        : shown < Began ? shown
        : Began;
}
