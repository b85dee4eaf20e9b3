using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>Records which data folder a journal in PostgreSQL belongs to, and whether it may be used.</summary>
internal static class PostgresOwner
{
    /// <summary>The state of a journal that may be used.</summary>
    public const string InUse = "in use";

    /// <summary>The id of the data folder, and the state; null if the journal belongs to nobody yet.</summary>
    public static (string Instance, int Layout, string State)? Of(NpgsqlConnection connection)
    {
        if (PostgresTable.Scalar(connection, "SELECT to_regclass('journal_of') IS NOT NULL") is not true)
            return null;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT instance, layout, state FROM journal_of";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt32(1), reader.GetString(2)) : null;
    }

    /// <summary>Refuses a database without a journal, if the data folder says that its journal is in PostgreSQL.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static void CheckExists(NpgsqlConnection connection)
    {
        if (Of(connection) is null)
            throw new IOException(
                "the database of JournalDatabase has no journal, and this data folder's journal is in PostgreSQL. If it is lost for good, "
                    + "and its pods are to be forgotten, remove journal.sqlite and journal.mark from the data folder"
            );
    }

    /// <summary>Makes the journal that of a data folder, if it has none yet.</summary>
    /// <param name="connection">Within a transaction of <see cref="PostgresTable.Alone"/>.</param>
    /// <param name="instance">The id of the data folder.</param>
    /// <exception cref="IOException">It belongs to another data folder, or may not be used.</exception>
    public static void Claim(NpgsqlConnection connection, string instance)
    {
        if (Of(connection) is not { } known)
        {
            Set(connection, instance, InUse);
            return;
        }
        Check(known, instance);
        if (known.State != InUse)
            throw new IOException($"the journal in PostgreSQL {known.State}");
    }

    /// <summary>Refuses the journal of another data folder, or of another version of the program.</summary>
    /// <exception cref="IOException">The message says why.</exception>
    public static void Check((string Instance, int Layout, string State) known, string instance)
    {
        if (known.Layout != PostgresTable.Layout)
            throw new IOException(
                $"the journal in PostgreSQL has layout {known.Layout}, and this version of the program knows layout {PostgresTable.Layout}"
            );
        if (known.Instance != instance)
            throw new IOException(
                $"the journal in PostgreSQL is not this data folder's: it is that of {known.Instance}, and the folder is {instance}. If "
                    + $"the folder of {known.Instance} is lost, write {known.Instance} into the file instance of this one"
            );
    }

    /// <summary>Sets owner and state.</summary>
    public static void Set(NpgsqlConnection connection, string instance, string state)
    {
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM journal_of"));
        var add = new NpgsqlBatchCommand("INSERT INTO journal_of (instance, layout, state) VALUES ($1, $2, $3)");
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instance });
        add.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PostgresTable.Layout });
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state });
        batch.BatchCommands.Add(add);
        batch.ExecuteNonQuery();
    }
}
