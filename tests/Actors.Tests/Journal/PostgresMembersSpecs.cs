using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Nodes find each other in the journal's database, and a node that was struck off writes nothing.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresMembersSpecs(SharedPostgres shared)
{
    private readonly string _database = shared.Server.NewDatabase();

    [Fact]
    public async Task Of_nodes_that_start_together_one_begins_the_cluster_and_the_others_find_it()
    {
        using var a = Open("a:1");
        using var b = Open("b:1");
        using var c = Open("c:1");
        Assert.Empty(await a.Members.OthersAsync()); // nobody has joined anybody yet
        var founded = await Task.WhenAll(a.Members.FoundAsync(), b.Members.FoundAsync(), c.Members.FoundAsync());
        Assert.Single(founded, isFirst => isFirst);
        var first = ((PostgresDatabase[])[a, b, c])[founded.Index().Single(each => each.Item).Index];
        foreach (var other in ((PostgresDatabase[])[a, b, c]).Where(each => each != first))
        {
            Assert.Contains(new KnownMember(first.Members.Node, true, first.Members.Token), await other.Members.OthersAsync());
            await other.Members.JoinedAsync();
        }
        Assert.Equal(2, (await a.Members.OthersAsync()).Count);
    }

    [Fact]
    public async Task A_node_that_was_struck_off_writes_nothing_and_may_come_back_as_a_new_process()
    {
        using var a = Open("a:1");
        using var b = Open("b:1");
        var failure = new FatalFailure();
        using var writer = b.Writer(failure).Start();
        await writer.AddAsync([Entry(1)]);
        await a.Members.StrikeOffAsync(b.Members.Token);
        await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry(2)]));
        Assert.Equal("the other nodes go on without this one", (await failure.Occurred).What);
        Assert.False(failure.IsForGood); // systemd starts it again, and it joins
        using var again = Open("b:1");
        using var next = again.Writer(new FatalFailure()).Start();
        await next.AddAsync([Entry(2)]);
        // Who strikes off a process does not meet its successor.
        await a.Members.StrikeOffAsync(b.Members.Token);
        await next.AddAsync([Entry(3)]);
    }

    [Fact]
    public async Task No_new_cluster_begins_while_a_member_has_written_lately_and_an_old_one_ends_with_it()
    {
        using var a = Open("a:1");
        Assert.True(await a.Members.FoundAsync());
        using var b = Open("b:1");
        Assert.False(await b.Members.FoundAsync());
        Sql("UPDATE journal_writers SET seen = now() - interval '1 minute' WHERE node = 'a:1'");
        Assert.Equal([new KnownMember("a:1", false, a.Members.Token)], await b.Members.OthersAsync());
        Assert.True(await b.Members.FoundAsync());
        var failure = new FatalFailure();
        using var writer = a.Writer(failure).Start();
        await Assert.ThrowsAsync<IOException>(() => writer.AddAsync([Entry(1)]));
    }

    [Fact]
    public async Task A_node_whose_data_folder_is_not_that_of_the_others_does_not_join_them()
    {
        var (shared, other) = (new Folder(), new Folder());
        using var a = Open("a:1");
        using var b = Open("b:1");
        using var c = Open("c:1");
        Assert.Empty((await new NodeSearch(a.Members, shared).FindAsync()).Nodes);
        await a.Members.FoundAsync();
        Assert.Equal((1, null), Short(await new NodeSearch(b.Members, shared).FindAsync()));
        Assert.Equal((1, "not that of a:1"), Short(await new NodeSearch(c.Members, other).FindAsync()));

        // A copy of the folder, made before the node was started again.
        other.Add("a:1", a.Members.Token);
        using var again = Open("a:1");
        await again.Members.JoinedAsync();
        Assert.Equal((1, "not that of a:1"), Short(await new NodeSearch(c.Members, other).FindAsync()));

        // All have ended without a word. A folder without any of their files cannot be theirs.
        Sql("UPDATE journal_writers SET seen = now() - interval '1 minute' WHERE node = 'a:1'");
        Assert.Equal((0, "not that of a:1"), Short(await new NodeSearch(c.Members, new Folder()).FindAsync()));
        other["a:1"] = again.Members.Token;
        Assert.Equal((0, null), Short(await new NodeSearch(c.Members, other).FindAsync()));
        other.Remove("c:1"); // somebody tidies up
        await new NodeSearch(c.Members, other).ShowAsync();
        Assert.Equal(c.Members.Token, other["c:1"]);

        static (int, string?) Short(FoundNodes found) => (found.Nodes.Count, found.Difference);
    }

    private sealed class Folder : Dictionary<string, string>, INodeFiles
    {
        public Task WriteAsync(string node, string text)
        {
            this[node] = text;
            return Task.CompletedTask;
        }

        public Task<string?> DifferenceAsync(string node, string text) =>
            Task.FromResult(this.GetValueOrDefault(node) == text ? null : $"not that of {node}");
    }

    [Fact]
    public async Task Only_one_side_of_a_divided_cluster_has_the_lease_and_never_one_that_was_struck_off()
    {
        using var a = Open("a:1");
        using var b = Open("b:1");
        Assert.True(await a.Members.TakeLeaseAsync("sbr"));
        Assert.True(await a.Members.TakeLeaseAsync("sbr"));
        Assert.False(await b.Members.TakeLeaseAsync("sbr"));
        await b.Members.ReturnLeaseAsync("sbr"); // it is not b's
        Assert.False(await b.Members.TakeLeaseAsync("sbr"));
        // Its owner has ended, so nobody waits for it.
        await b.Members.StrikeOffAsync(a.Members.Token);
        Assert.False(await a.Members.TakeLeaseAsync("sbr"));
        Assert.True(await b.Members.TakeLeaseAsync("sbr"));
    }

    [Fact]
    public async Task The_only_node_replaces_the_nodes_of_a_cluster_and_a_node_replaces_it()
    {
        using var node = Open("a:1");
        using var only = Open(null);
        using var replaced = node.Writer(new FatalFailure()).Start();
        await Assert.ThrowsAsync<IOException>(() => replaced.AddAsync([Entry(1)]));
        using var again = Open("a:1");
        var failure = new FatalFailure();
        using var old = only.Writer(failure).Start();
        await Assert.ThrowsAsync<IOException>(() => old.AddAsync([Entry(1)]));
        Assert.True(failure.IsForGood);
    }

    private PostgresDatabase Open(string? node) => SharedPostgres.Open(_database, node: node);

    private void Sql(string text) => shared.Server.Sql(_database.Split("Database=")[1].Split(';')[0], text);

    private static JournalEntry Entry(long number) => new("pod-a", number, [1], "pod-accepted.2", 7150, "one");
}
