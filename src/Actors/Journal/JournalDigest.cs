using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HtcondorActors.Actors.Journal;

/// <summary>Counts the entries of a journal as they are read, and makes a digest of them. Two journals with one digest are equal.</summary>
internal sealed class JournalDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashSet<string> _pods = new(StringComparer.Ordinal);

    public long Entries { get; private set; }

    public int Pods => _pods.Count;

    /// <summary>Passes the rows on, in their order.</summary>
    public IEnumerable<JournalRow> Of(IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            Entries++;
            _pods.Add(row.Entry.PersistenceId);
            Add(row.Ordering);
            Add(row.Created);
            Add(row.Entry.SequenceNr);
            Add(row.Entry.SerializerId);
            foreach (var text in (string[])[row.Entry.PersistenceId, row.Entry.Manifest, row.Entry.Writer])
                Add(Encoding.UTF8.GetBytes(text));
            Add(row.Entry.Message);
            yield return row;
        }
    }

    /// <summary>The digest of all rows so far, with the number of the last entry, which may be deleted.</summary>
    public string Value(long lastOrdering)
    {
        Add(lastOrdering);
        return Convert.ToHexString(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Add(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }

    // The length keeps the end of one field apart from the beginning of the next.
    private void Add(byte[] field)
    {
        Add(field.LongLength);
        _hash.AppendData(field);
    }
}
