using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>What a node knows of the pods of others, and when it may tell it.</summary>
public sealed class RemoteStatusesSpecs
{
    private static readonly PodUid Other = PodUid.Parse("other");
    private readonly StatusBoard _board = new(null!);

    private sealed class States : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Text($"{status.Containers[0].State}");
    }

    [Fact]
    public void A_pod_of_another_node_is_read_like_one_of_this_node()
    {
        _board.TakeFrom("b", Uid, Text("there"));
        Assert.Equal(["there"], Read(Uid));
        Assert.Equal("b", _board.Elsewhere.OwnerOf(Uid));
        Assert.Equal([Other], _board.Read([Uid, Other]).Missing);
    }

    [Fact]
    public void A_pod_whose_node_has_ended_keeps_its_status_until_another_node_tells_one()
    {
        _board.TakeFrom("b", Uid, Text("running"));
        _board.Elsewhere.Orphan("b");
        Assert.Equal(["running"], Read(Uid));
        _board.Elsewhere.Remove(Uid, "b"); // a late message of the ended node
        _board.TakeFrom("c", Uid, Text("ended"));
        _board.Elsewhere.RemoveOrphans(TimeSpan.Zero);
        Assert.Equal(["ended"], Read(Uid));
        _board.Elsewhere.Remove(Uid, "b");
        Assert.Equal(["ended"], Read(Uid));
        _board.Elsewhere.Remove(Uid, "c");
        Assert.Empty(Read(Uid));
    }

    [Fact]
    public void A_late_message_of_the_node_that_had_the_pod_before_takes_nothing_back()
    {
        _board.TakeFrom("b", Uid, Text("running"));
        _board.TakeFrom("c", Uid, Text("ended"));
        _board.TakeFrom("b", Uid, Text("running"));
        Assert.Equal(["ended"], Read(Uid));
        _board.TakeFrom("a", Uid, Text("moved on"));
        Assert.Equal(["moved on"], Read(Uid));
    }

    [Fact]
    public void All_statuses_of_a_node_replace_the_earlier_ones_and_a_pod_that_it_lacks_stays_for_a_while()
    {
        _board.TakeFrom("b", Uid, Text("old"));
        _board.TakeFrom("b", Other, Text("gone"));
        _board.TakeFrom("c", PodUid.Parse("third"), Text("stays"));
        _board.Elsewhere.ReplaceAll("b", [(Uid, Text("new"))]);
        // The node may not be able to read it at the moment.
        Assert.Equal(["new", "gone", "stays"], Read(Uid, Other, PodUid.Parse("third")));
        _board.Elsewhere.RemoveOrphans(TimeSpan.Zero);
        Assert.Equal(["new", "stays"], Read(Uid, Other, PodUid.Parse("third")));
    }

    [Fact]
    public void Both_sides_make_the_same_digest_whatever_the_order()
    {
        _board.TakeFrom("b", Uid, Text("one"));
        _board.TakeFrom("b", Other, Text("two"));
        var sent = StatusHash.Of(Other, "two"u8) ^ StatusHash.Of(Uid, "one"u8);
        Assert.Equal((2, sent), _board.Elsewhere.DigestOf("b"));
        _board.TakeFrom("b", Other, Text("three"));
        Assert.NotEqual((2, sent), _board.Elsewhere.DigestOf("b"));
    }

    [Fact]
    public void The_node_that_has_a_pod_and_the_others_make_the_same_digest_after_each_change()
    {
        var owner = new StatusBoard(new States());
        foreach (var state in (ContainerState[])[new Waiting("Pending"), new Running(Noon), new Running(Noon.AddHours(1))])
        {
            owner.Publish(Uid, new PodStatus(Uid, "p", "default", "7.0", [new("one", "busybox", state)], []));
            Assert.NotEqual(owner.OwnDigest(), _board.Elsewhere.DigestOf("b"));
            _board.TakeFrom("b", Uid, owner.FindNewest(Uid)!.Fragment);
            Assert.Equal(owner.OwnDigest(), _board.Elsewhere.DigestOf("b"));
        }
        owner.Forget(Uid);
        Assert.Equal((0, 0), owner.OwnDigest());
    }

    [Fact]
    public void A_status_that_stays_the_same_is_hashed_once()
    {
        var text = "one"u8.ToArray();
        _board.TakeFrom("b", Uid, text);
        var digest = _board.Elsewhere.DigestOf("b");
        text[0]++; // nobody else does that
        Assert.Equal(digest, _board.Elsewhere.DigestOf("b"));
    }

    [Fact]
    public void The_owner_hears_which_of_its_pods_were_asked_for()
    {
        _board.TakeFrom("b", Uid, Text("one"));
        _board.TakeFrom("b", Other, Text("two"));
        Read(Uid);
        Assert.Equal([Uid], Assert.Single(_board.Elsewhere.TakeAsked()).Value);
        Assert.Empty(_board.Elsewhere.TakeAsked());
    }

    [Fact]
    public void The_only_node_always_has_the_lease()
    {
        var clock = new FakeTimeProvider();
        var lease = new ReadLease(clock);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.True(lease.IsHeld);
    }

    [Fact]
    public void A_node_has_the_lease_for_a_while_after_most_nodes_were_asked_and_not_for_longer()
    {
        var clock = new FakeTimeProvider();
        var lease = new ReadLease(clock);
        lease.IsNeeded();
        Assert.False(lease.IsHeld);
        var asked = clock.GetTimestamp();
        clock.Advance(ReadLease.Length / 2);
        lease.Renew(asked);
        Assert.True(lease.IsHeld);
        // It counts from the question, however late the answers come: the node may have been frozen in between.
        clock.Advance(ReadLease.Length / 2);
        Assert.False(lease.IsHeld);
        lease.Renew(asked);
        Assert.False(lease.IsHeld);
        lease.Renew(clock.GetTimestamp());
        Assert.True(lease.IsHeld);
        lease.End(); // the others go on without it
        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void A_node_that_must_stop_has_no_lease_from_that_moment()
    {
        var (clock, hasFailed) = (new FakeTimeProvider(), false);
        var lease = new ReadLease(clock, () => hasFailed);
        lease.IsNeeded();
        lease.Renew(clock.GetTimestamp());
        Assert.True(lease.IsHeld);
        hasFailed = true;
        Assert.False(lease.IsHeld);
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);

    private string[] Read(params PodUid[] pods) => [.. _board.Read(pods).Found.Select(bytes => Encoding.UTF8.GetString(bytes.Span))];
}
