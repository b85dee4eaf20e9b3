namespace HtcondorActors.Actors.Journal;

/// <summary>One event of one pod, as the file stores it.</summary>
/// <param name="PersistenceId">The persistence id of the pod.</param>
/// <param name="SequenceNr">The number of the entry, from 1, without gaps.</param>
/// <param name="Message">The serialized event.</param>
/// <param name="Manifest">The kind of event, with a version.</param>
/// <param name="SerializerId">The id of the serializer that reads it.</param>
/// <param name="Writer">The id of the actor incarnation that wrote it.</param>
internal sealed record JournalEntry(
    string PersistenceId,
    long SequenceNr,
    byte[] Message,
    string Manifest,
    int SerializerId,
    string Writer
);

/// <summary>
/// Checks the order of a pod's entries: none is missing, and each writer's entries form one block. Nothing repairs a wrong order: a pod
/// that lost some of its events would submit a second job.
/// </summary>
internal static class EntryOrder
{
    /// <param name="entries">The entries that were read, in order.</param>
    /// <param name="from">The number from which they were read.</param>
    /// <exception cref="InvalidDataException">An entry is missing, or two writers alternate.</exception>
    public static void Check(IReadOnlyList<JournalEntry> entries, long from)
    {
        if (entries is [var first, ..] && first.SequenceNr > Math.Max(from, 1) && !MayBeFirst(first))
            throw new InvalidDataException($"the entries before {first.SequenceNr} are missing");
        var former = new HashSet<string>();
        for (var i = 1; i < entries.Count; i++)
        {
            var (before, entry) = (entries[i - 1], entries[i]);
            if (entry.SequenceNr != before.SequenceNr + 1)
                throw new InvalidDataException($"entry {before.SequenceNr + 1} is missing");
            if (entry.Writer == before.Writer)
                continue;
            former.Add(before.Writer);
            // Two actors wrote at the same time, each believing to be the only one.
            if (former.Contains(entry.Writer))
                throw new InvalidDataException($"entries {before.SequenceNr} and {entry.SequenceNr} are of two writers in turn");
        }
    }

    // Of a pod, only a tombstone stays when the entries before it are deleted. Of the operators' actions the oldest are deleted.
    private static bool MayBeFirst(JournalEntry entry) =>
        entry.SerializerId == OperatorFactSerializer.Id || PodFactSerializer.IsTombstone(entry.Manifest);
}
