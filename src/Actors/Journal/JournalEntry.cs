namespace HtcondorActors.Actors.Journal;

/// <summary>One event of one pod, as it is in the file.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="SequenceNr">From 1, without gaps.</param>
/// <param name="Message">What the serializer made of it.</param>
/// <param name="Manifest">Its kind, with a version.</param>
/// <param name="SerializerId">Who reads it.</param>
/// <param name="Writer">Names one life of the actor that wrote it.</param>
internal sealed record JournalEntry(
    string PersistenceId,
    long SequenceNr,
    byte[] Message,
    string Manifest,
    int SerializerId,
    string Writer
);

/// <summary>What a pod's entries must be: of one writer after the other, and each there. Anything else is repaired by nobody: a pod of
/// which a part is forgotten would submit a second job.</summary>
internal static class EntryOrder
{
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Check(IReadOnlyList<JournalEntry> entries)
    {
        // What came before a tombstone is deleted; of nothing else is the beginning ever missing.
        if (entries is [{ SequenceNr: > 1 } first, ..] && !PodFactSerializer.IsTombstone(first.Manifest))
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
            // Two that each believed to be the only one.
            if (former.Contains(entry.Writer))
                throw new InvalidDataException($"entries {before.SequenceNr} and {entry.SequenceNr} are of two writers in turn");
        }
    }
}
