using Akka.Actor;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Operators;

/// <summary>A drain on a whole node: what the ping says, and what stays.</summary>
public sealed class DrainSpecs
{
    [Fact]
    public async Task A_drained_node_takes_no_pods_and_after_the_drain_as_many_as_before()
    {
        await using var node = await StartAsync(pods: 40);
        await NodeHost.UntilAsync("the journal to be read", () => node.Gateway.Node.Pods == "40");
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        Assert.Equal("0", node.Gateway.Node.Pods);
        Assert.StartsWith("draining since ", node.Gateway.Status, StringComparison.Ordinal);
        Assert.Equal((true, "alice"), (node.Actions.Drain!.IsOn, node.Actions.Drain.By));
        await node.Actions.DrainAsync(false, "bob", CancellationToken.None);
        Assert.Equal("40", node.Gateway.Node.Pods);
        Assert.DoesNotContain("draining", node.Gateway.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_drain_a_node_of_unknown_size_takes_as_many_pods_as_interLink_s_default()
    {
        await using var node = await StartAsync(pods: null);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        await node.Actions.DrainAsync(false, "alice", CancellationToken.None);
        Assert.Equal("10000", node.Gateway.Node.Pods);
    }

    [Fact]
    public async Task A_pod_that_is_created_during_a_drain_runs()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        await node.CreateAsync(NodeHost.Pod(1));
    }

    [Fact]
    public async Task A_drain_is_remembered_and_the_node_says_nothing_of_pods_until_it_is()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        node.Operators.Show(null, null); // as before the journal is read
        Assert.Null(node.Gateway.Node.Pods);
        node.Beside("operators/*").Tell(PoisonPill.Instance);
        await NodeHost.UntilAsync("the journal to be read again", () => node.Gateway.Node.Pods == "0");
        Assert.Equal("alice", node.Actions.Drain!.By);
    }

    [Fact]
    public async Task A_drain_whose_entry_cannot_be_read_is_unknown_and_not_over_until_somebody_decides_anew()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        Execute(node, "UPDATE journal SET message = x'7b' WHERE persistence_id = 'operators'");
        node.Operators.Show(null, null);
        node.Beside("operators/*").Tell(PoisonPill.Instance);
        await NodeHost.UntilAsync(
            "the journal to be read again",
            () => node.Log.Any(line => line.Contains("an operator's action in the journal cannot be read", StringComparison.Ordinal))
        );
        await NodeHost.UntilAsync(
            "the trouble",
            () => node.Gateway.Status.Contains("drain: whether the node is drained is not known", StringComparison.Ordinal)
        );
        Assert.Null(node.Actions.Drain);
        Assert.Null(node.Gateway.Node.Pods);

        Assert.True((await node.Actions.DrainAsync(true, "bob", CancellationToken.None)).IsOn);
        Assert.DoesNotContain("not known", node.Gateway.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_is_remembered_after_the_oldest_actions_were_deleted_from_the_journal()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.NoteLogLevelAsync("Debug", "alice", CancellationToken.None);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        Execute(node, "DELETE FROM journal WHERE persistence_id = 'operators' AND sequence_number = 1");
        await ReadAgainAsync(node);
        Assert.Equal((true, "alice"), (node.Actions.Drain!.IsOn, node.Actions.Drain.By));
    }

    [Fact]
    public async Task A_drain_that_is_older_than_all_actions_that_are_kept_is_remembered_and_those_before_it_go()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.NoteLogLevelAsync("Debug", "alice", CancellationToken.None);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        var since = node.Actions.Drain!.Since;
        Fill(node, from: 3);
        await ReadAgainAsync(node);

        await node.Actions.NoteLogLevelAsync("Information", "bob", CancellationToken.None);
        await NodeHost.UntilAsync("the oldest to be deleted", () => Count(node) == OperatorActor.Kept);
        await ReadAgainAsync(node);
        Assert.Equal((true, "alice", since), (node.Actions.Drain!.IsOn, node.Actions.Drain.By, node.Actions.Drain.Since));
    }

    [Fact]
    public async Task While_a_decision_cannot_be_read_nothing_is_deleted_and_no_older_one_is_written_again()
    {
        await using var node = await StartAsync(pods: 40);
        await node.Actions.NoteLogLevelAsync("Debug", "alice", CancellationToken.None);
        await node.Actions.DrainAsync(true, "alice", CancellationToken.None);
        await node.Actions.DrainAsync(false, "alice", CancellationToken.None);
        Execute(node, "UPDATE journal SET message = x'7b' WHERE persistence_id = 'operators' AND sequence_number = 3");
        Fill(node, from: 4);
        node.Beside("operators/*").Tell(PoisonPill.Instance);
        await NodeHost.UntilAsync(
            "the journal to be read again",
            () => node.Log.Any(line => line.Contains("an operator's action in the journal cannot be read", StringComparison.Ordinal))
        );

        foreach (var level in (string[])["Information", "Warning"]) // the first one makes the number round
            await node.Actions.NoteLogLevelAsync(level, "bob", CancellationToken.None);
        Assert.Equal(OperatorActor.Kept + 1001, Count(node));
        Assert.Null(node.Actions.Drain);
    }

    /// <summary>Copies of the first action: one more, and the oldest may be deleted.</summary>
    private static void Fill(NodeHost node, int from)
    {
        const int last = OperatorActor.Kept + 999;
        Execute(
            node,
            $"""
            WITH RECURSIVE number(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM number WHERE n < {last})
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT created, deleted, persistence_id, n, message, manifest, identifier, 'many' FROM journal, number
            WHERE persistence_id = 'operators' AND sequence_number = 1
            """,
            last - from + 1
        );
    }

    private static async Task ReadAgainAsync(NodeHost node)
    {
        node.Operators.Show(null, null);
        node.Beside("operators/*").Tell(PoisonPill.Instance);
        await NodeHost.UntilAsync("the journal to be read again", () => node.Actions.Drain is not null);
    }

    private static long Count(NodeHost node)
    {
        using var command = Connected(node).CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal WHERE persistence_id = 'operators'";
        using (command.Connection)
            return (long)command.ExecuteScalar()!;
    }

    private static void Execute(NodeHost node, string sql, int rows = 1)
    {
        using var connection = Connected(node);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(rows, command.ExecuteNonQuery());
    }

    private static SqliteConnection Connected(NodeHost node)
    {
        var connection = new SqliteConnection(node.JournalConnection);
        connection.Open();
        return connection;
    }

    private static Task<NodeHost> StartAsync(long? pods) =>
        NodeHost.StartAsync(options => options with { Node = options.Node with { Pods = pods, PoolInterval = TimeSpan.Zero } });
}
