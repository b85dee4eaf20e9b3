using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Deleted pods whose tombstones are old enough to be deleted.</summary>
/// <param name="Known">Pods that had been accepted.</param>
/// <param name="Unknown">Pods that were never accepted.</param>
internal sealed record OldTombstones(IReadOnlyList<PodUid> Known, IReadOnlyList<PodUid> Unknown);

/// <summary>
/// Searches the journal for old tombstones. The age of tombstones of never accepted pods is measured without the wall clock: each search
/// notes the number of the journal's last entry, and all entries up to that number are at least as old as the note.
/// </summary>
/// <param name="journal">Reads the journal.</param>
/// <param name="options">How long deleted pods are remembered.</param>
/// <param name="clock">Offers the wall clock, for comparison with the journal's entries, and a monotonic clock.</param>
internal sealed class TombstoneSearch(IJournalStore journal, ActorsOptions options, ProcessClock clock)
{
    private readonly Lock _order = new();
    private readonly Queue<(long Ordering, long At)> _notes = [];
    private long _oldUpTo;
    private Task _former = Task.CompletedTask;

    /// <summary>Runs one search at a time. The search of a restarted actor waits for the search of its predecessor.</summary>
    public Task<OldTombstones> FindAsync()
    {
        lock (_order)
        {
            var search = FindAfterAsync(_former);
            _former = search;
            return search;
        }
    }

    private async Task<OldTombstones> FindAfterAsync(Task former)
    {
        await Task.WhenAny(former); // even if it has failed
        return await FindNowAsync();
    }

    private async Task<OldTombstones> FindNowAsync()
    {
        var highest = await journal.LastOrderingAsync();
        // The time is read after the number, so that no counted entry is younger than its note.
        _notes.Enqueue((highest, clock.GetTimestamp()));
        while (_notes.TryPeek(out var note) && clock.GetElapsedTime(note.At) >= options.RememberUnknown)
            _oldUpTo = _notes.Dequeue().Ordering;
        var now = clock.WallClockNow;
        var tombstones = await journal.TombstonesAsync(now - options.RememberDeleted, now, _oldUpTo);
        var found = tombstones
            .Select(tombstone => (Uid: PodActor.UidOf(tombstone.Id), tombstone.WasNeverAccepted))
            .Where(tombstone => tombstone.Uid is not null)
            .ToLookup(tombstone => tombstone.WasNeverAccepted, tombstone => tombstone.Uid!);
        return new OldTombstones([.. found[false]], [.. found[true]]);
    }
}
