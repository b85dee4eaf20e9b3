using System.Data.Common;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
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
    /// <returns>What was copied, as a sentence.</returns>
    /// <exception cref="IOException">The journal cannot be moved; the message says why, and nothing is lost.</exception>
    public string ToPostgres() =>
        WithDatabase(copy =>
        {
            if (!_file.Exists)
                throw new IOException($"there is no journal in {folder}");
            if (_file.Closed is { } closed && copy.Closed is null)
                throw new IOException($"the journal in {folder} {closed}");
            if (new JournalCheck(folder, instance, clock).Findings() is [var finding, ..])
                throw new IOException($"{finding}; start the sidecar once without JournalDatabase, and see what it says");
            if (copy.IsInUse)
                throw new IOException("the journal in PostgreSQL is in use, and is not replaced");
            var (digest, words) = DigestOf(_file.Read);
            _file.Read(
                (rows, last) =>
                {
                    copy.Write(rows, last);
                    return 0;
                }
            );
            Compare(digest, DigestOf(copy.Read).Digest);
            Reached("copied");
            _file.Close($"was moved to PostgreSQL on {Today}; set JournalDatabase, or bring it back with \"journal copy --to file\"");
            Reached("closed");
            copy.Open();
            return words;
        });

    /// <summary>Moves the journal to the file.</summary>
    /// <returns>What was copied, as a sentence.</returns>
    /// <exception cref="IOException">The journal cannot be moved; the message says why, and nothing is lost.</exception>
    public string ToFile() =>
        WithDatabase(copy =>
        {
            if (_file is { Exists: true, Closed: null })
                throw new IOException($"the journal in {folder} is in use, and is not replaced");
            var isMoved = copy.Closed is { } closed && !closed.Contains(MovedToFile, StringComparison.Ordinal) ? closed : null;
            if (isMoved is not null)
                throw new IOException($"the journal in PostgreSQL {isMoved}");
            var (digest, words) = DigestOf(copy.Read);
            if (!_file.Exists)
                _file.Close("waits for a copy that is not finished; run \"journal copy --to file\" again");
            copy.Read(
                (rows, last) =>
                {
                    _file.WriteUnfinished(rows, last);
                    return 0;
                }
            );
            Compare(digest, DigestOf(_file.ReadUnfinished).Digest);
            Reached("copied");
            copy.Close(
                $"{MovedToFile} {folder} on {Today}; leave JournalDatabase out, or move it back with \"journal copy --to postgresql\""
            );
            Reached("closed");
            _file.Finish();
            return words;
        });

    private const string MovedToFile = "was moved to the file of the data folder";

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
        catch (DbException fault)
        {
            throw new IOException($"the journal in {(fault is NpgsqlException ? "PostgreSQL" : folder)}: {fault.Message}", fault);
        }
    }

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
