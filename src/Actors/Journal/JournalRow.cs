namespace HtcondorActors.Actors.Journal;

/// <summary>One entry with what each journal keeps beside it.</summary>
/// <param name="Ordering">Its number over all pods.</param>
/// <param name="Created">When it was written, in .NET ticks, UTC.</param>
/// <param name="Entry">The entry.</param>
internal sealed record JournalRow(long Ordering, long Created, JournalEntry Entry);
