using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>A node of the cluster, as the journal's database has it.</summary>
/// <param name="Name">HOST:PORT.</param>
/// <param name="WasSeen">True if the node has written lately.</param>
/// <param name="Token">The random text of its process.</param>
internal sealed record KnownMember(string Name, bool WasSeen, string Token);

/// <summary>
/// The nodes that write this journal. A node that starts finds the others here, so no list of them must be configured. A node that was
/// declared dead is struck off, and can write nothing from then on.
/// </summary>
/// <param name="database">Opens connections.</param>
/// <param name="node">The name of this node.</param>
/// <param name="token">The random text of this process.</param>
internal sealed class PostgresMembers(NpgsqlDataSource database, string node, string token)
{
    /// <summary>A node that works writes every ten seconds at least.</summary>
    private const string Lately = "30 seconds";

    public string Node => node;

    public string Token => token;

    /// <summary>The other nodes that have joined, whether they live or not.</summary>
    public async Task<IReadOnlyList<KnownMember>> OthersAsync()
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT node, seen > now() - interval '{Lately}', token FROM journal_writers
            WHERE is_member AND node NOT IN ($1, $2) ORDER BY node
            """
        );
        Fill(command.Parameters, node, PostgresDatabase.OnlyNode);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<KnownMember>();
        while (await reader.ReadAsync())
            found.Add(new(reader.GetString(0), reader.GetBoolean(1), reader.GetString(2)));
        return found;
    }

    /// <summary>
    /// Makes this node the first member of a new cluster. The members of an earlier one are struck off. Only one node can do this at a
    /// time, and none while a member has written lately.
    /// </summary>
    /// <returns>False if another node was first, or if this node was struck off itself.</returns>
    public async Task<bool> FoundAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = PostgresTable.Alone(connection);
        PostgresTable.EndIfCutOff(connection);
        await using var look = connection.CreateCommand();
        look.CommandText = $"SELECT count(*) FROM journal_writers WHERE is_member AND node <> $1 AND seen > now() - interval '{Lately}'";
        Fill(look.Parameters, node);
        if (await look.ExecuteScalarAsync() is not 0L)
            return false;
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Command("UPDATE journal_writers SET is_member = true, seen = now() WHERE node = $1 AND token = $2", node, token)
        );
        batch.BatchCommands.Add(Command("DELETE FROM journal_writers WHERE is_member AND (node <> $1 OR token <> $2)", node, token));
        await batch.ExecuteNonQueryAsync();
        if (batch.BatchCommands[0].RecordsAffected != 1)
            return false;
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>This node has joined the others.</summary>
    public Task JoinedAsync() => RunAsync("UPDATE journal_writers SET is_member = true WHERE node = $1 AND token = $2", node, token);

    /// <summary>
    /// Strikes a node off. From then on that process can write nothing, even if it was only frozen. A process that was struck off itself
    /// strikes nobody off.
    /// </summary>
    /// <param name="process">Its token.</param>
    /// <returns>False if this process was struck off.</returns>
    public async Task<bool> StrikeOffAsync(string process) =>
        await RunAsync(
            """
            WITH own AS (SELECT 1 FROM journal_writers WHERE token = $2),
            gone AS (DELETE FROM journal_writers WHERE token = $1 AND EXISTS (SELECT 1 FROM own))
            UPDATE journal_writers SET seen = seen WHERE token = $2
            """,
            process,
            token
        ) == 1;

    /// <summary>This node ends in order, so the others need not wait until it has not been seen for a while.</summary>
    public void Leave()
    {
        using var command = database.CreateCommand("DELETE FROM journal_writers WHERE node = $1 AND token = $2");
        Fill(command.Parameters, node, token);
        try
        {
            command.ExecuteNonQuery();
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            // They wait.
        }
    }

    /// <summary>
    /// Takes a lease for a quarter of a minute, or prolongs it. A process that was struck off gets none, and keeps none from others.
    /// </summary>
    /// <returns>True if this process has the lease now.</returns>
    public async Task<bool> TakeLeaseAsync(string name) =>
        await RunAsync(
            """
            INSERT INTO journal_lease (name, owner, until)
            SELECT $3, token, now() + interval '15 seconds' FROM journal_writers WHERE node = $1 AND token = $2
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
            WHERE journal_lease.owner = excluded.owner OR journal_lease.until < now()
               OR NOT EXISTS (SELECT 1 FROM journal_writers WHERE token = journal_lease.owner)
            """,
            node,
            token,
            name
        ) == 1;

    /// <summary>Gives a lease back; nothing happens if somebody else has it.</summary>
    public Task ReturnLeaseAsync(string name) => RunAsync("DELETE FROM journal_lease WHERE name = $1 AND owner = $2", name, token);

    private async Task<int> RunAsync(string text, params string[] values)
    {
        await using var connection = await database.OpenConnectionAsync();
        PostgresDatabase.MakeDurable(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        Fill(command.Parameters, values);
        return await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Command(string text, params string[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        Fill(command.Parameters, values);
        return command;
    }

    private static void Fill(NpgsqlParameterCollection parameters, params string[] values)
    {
        foreach (var value in values)
            parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
    }
}
