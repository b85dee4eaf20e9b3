using System.Data.Common;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Moves the journal of a data folder from its file to PostgreSQL, or back. At each moment one of the two may be used at most: the copy is
/// complete and read back before the original is closed, and it is opened after that. A move that was interrupted is run again.
/// </summary>
/// <param name="folder">The data folder, whose lock the caller holds.</param>
/// <param name="instance">The folder's id.</param>
/// <param name="database">The database.</param>
/// <param name="clock">Gives the time that a closed journal names.</param>
public sealed class JournalCopy(string folder, string instance, PostgresOptions database, TimeProvider clock)
{
    private readonly SqliteCopy _file = new(folder, instance);

    /// <summary>Called before the original is closed, and before the copy is opened. Tests interrupt the move there.</summary>
    internal Action<string> Reached { get; init; } = _ => { };

    /// <summary>Moves the journal to PostgreSQL.</summary>
    /// <returns>A sentence that says what was copied.</returns>
    /// <exception cref="IOException">The journal cannot be moved; the message says why, and nothing is lost.</exception>
    public string ToPostgres() =>
        WithDatabase(copy =>
        {
            // A closed file is older than the database, unless the database is a copy of it that was not finished.
            switch (_file.State, copy.State)
            {
                case (CopyState.None, _):
                    throw new IOException($"there is no journal in {folder}");
                case (CopyState.Closed, CopyState.InUse or CopyState.Empty):
                    throw new IOException("the journal is in PostgreSQL already");
                case (CopyState.Closed, not CopyState.Unfinished):
                    throw new IOException($"the journal in {folder} {_file.Words}");
                case (_, CopyState.InUse):
                    throw new IOException("there is another journal in PostgreSQL, with entries of its own; it is not replaced");
            }
            if (new JournalCheck(folder, instance, clock).Findings() is [var finding, ..])
                throw new IOException($"{finding}; start the sidecar once without JournalDatabase, and see what it says");
            copy.EndWriters();
            var (digest, words) = DigestOf(_file.Read);
            _file.Read(Pass(copy.Write));
            Compare(digest, DigestOf(copy.Read).Digest);
            Reached("copied");
            _file.Close(
                $"was moved to PostgreSQL on {Today}; JournalDatabase is needed, also to bring it back (\"journal copy --to file\")"
            );
            Reached("closed");
            copy.Open();
            return words;
        });

    /// <summary>Moves the journal to the file.</summary>
    /// <returns>A sentence that says what was copied.</returns>
    /// <exception cref="IOException">The journal cannot be moved; the message says why, and nothing is lost.</exception>
    public string ToFile() =>
        WithDatabase(copy =>
        {
            switch (_file.State, copy.State)
            {
                case (CopyState.InUse, CopyState.InUse):
                    throw new IOException($"there is another journal in {folder}, with entries of its own; it is not replaced");
                case (CopyState.InUse, _):
                    throw new IOException($"the journal is the file in {folder} already");
                case (_, CopyState.None or CopyState.Unfinished):
                    throw new IOException($"the journal in PostgreSQL {copy.Words}");
            }
            copy.EndWriters();
            var (digest, words) = DigestOf(copy.Read);
            // Then no start can begin a new journal while there is none.
            if (_file.State != CopyState.Closed)
                _file.Close("waits for a copy that is not finished; run \"journal copy --to file\" again");
            copy.Read(Pass(_file.WriteUnfinished));
            Compare(digest, DigestOf(_file.ReadUnfinished).Digest);
            Reached("copied");
            copy.Close(Today);
            Reached("closed");
            _file.Finish();
            return words;
        });

    private string Today => UtcTime.Of(clock.GetUtcNow());

    private T WithDatabase<T>(Func<PostgresCopy, T> work)
    {
        try
        {
            using var source = PostgresDatabase.SourceOf(database);
            using var connection = source.OpenConnection();
            PostgresDatabase.Check(connection);
            var copy = new PostgresCopy(connection, instance);
            copy.Prepare();
            return work(copy);
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or InvalidDataException)
        {
            var place = fault is NpgsqlException or TimeoutException ? "PostgreSQL" : folder;
            throw new IOException($"the journal in {place}: {PostgresFault.WordsOf(fault)}", fault);
        }
    }

    /// <summary>Passes what a reader is given on to a writer.</summary>
    private static Func<IEnumerable<JournalRow>, long, bool> Pass(Action<IEnumerable<JournalRow>, long> write) =>
        (rows, last) =>
        {
            write(rows, last);
            return true;
        };

    private static (string Digest, string Words) DigestOf(
        Func<Func<IEnumerable<JournalRow>, long, (string, string)>, (string, string)> read
    ) =>
        read(
            (rows, last) =>
            {
                using var digest = new JournalDigest();
                foreach (var _ in digest.Of(rows))
                    continue;
                return (
                    digest.Value(last),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"copied {digest.Entries} entries of {digest.Pods} pods, and read them back"
                    )
                );
            }
        );

    private static void Compare(string original, string copied)
    {
        if (original != copied)
            throw new IOException("the copy differs from the journal; nothing was closed, and the copy is not used");
    }
}
