using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Deleted pods that need not be remembered any longer.</summary>
/// <param name="Known">Pods that were accepted once.</param>
/// <param name="Unknown">Pods that never were.</param>
internal sealed record OldTombstones(IReadOnlyList<PodUid> Known, IReadOnlyList<PodUid> Unknown);

/// <summary>
/// Searches the journal for old tombstones. The age of a tombstone of a pod that was never accepted is told without the wall clock:
/// each search notes how far the journal has come, and whatever is below a note is at least as old as that note.
/// </summary>
/// <param name="journal">How to open the journal.</param>
/// <param name="options">How long deleted pods are remembered.</param>
/// <param name="clock">The wall clock, which the journal's entries are compared with, and a clock that nobody sets.</param>
internal sealed class TombstoneSearch(string journal, ActorsOptions options, ProcessClock clock)
{
    private readonly Lock _searching = new();
    private readonly Queue<(long Ordering, long At)> _notes = [];
    private long _oldUpTo;

    /// <summary>One search at a time: that of an actor that was started anew waits for the search of the one before.</summary>
    public OldTombstones Find()
    {
        lock (_searching)
            return FindNow();
    }

    private OldTombstones FindNow()
    {
        var highest = JournalFile.Read(journal, JournalTable.TotalEntries);
        // The time is read last: no entry that is counted is younger than its note.
        _notes.Enqueue((highest, clock.GetTimestamp()));
        while (_notes.TryPeek(out var note) && clock.GetElapsedTime(note.At) >= options.RememberUnknown)
            _oldUpTo = _notes.Dequeue().Ordering;
        var now = clock.WallClockNow;
        var found = JournalFile
            .Read(journal, connection => JournalTable.Tombstones(connection, now - options.RememberDeleted, now, _oldUpTo))
            .Select(tombstone => (Uid: PodActor.UidOf(tombstone.Id), tombstone.WasNeverAccepted))
            .Where(tombstone => tombstone.Uid is not null)
            .ToLookup(tombstone => tombstone.WasNeverAccepted, tombstone => tombstone.Uid!);
        return new OldTombstones([.. found[false]], [.. found[true]]);
    }
}
