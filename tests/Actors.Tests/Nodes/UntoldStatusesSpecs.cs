using System.Text;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>A status is told when all nodes have it, so that none takes back what another one has told.</summary>
public sealed class UntoldStatusesSpecs
{
    private const long Life = 7;
    private static readonly string[] Nodes = ["b", "c"];

    private readonly FakeTimeProvider _clock = new();
    private readonly StatusBoard _owner = new(new Words()) { HoldsBack = true };
    private readonly UntoldStatuses _untold;
    private long _number;

    public UntoldStatusesSpecs() => _untold = new UntoldStatuses(_clock);

    private sealed class Words : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Encoding.UTF8.GetBytes(status.JobId ?? "");
    }

    private sealed class OtherNode
    {
        public OtherNode() => Sent = new SentStatuses("a", Board);

        public StatusBoard Board { get; } = new(new Words());

        public SentStatuses Sent { get; }
    }

    [Fact]
    public void A_new_status_is_told_when_all_others_have_it()
    {
        Publish("pending");
        Send();
        _untold.Received("b", 1);
        Tell();
        Assert.Equal([], Told(_owner));
        _untold.Received("c", 1);
        Tell();
        Assert.Equal(["pending"], Told(_owner));

        Publish("running");
        Send();
        Publish("ended");
        Send();
        Assert.Equal(["pending"], Told(_owner));
        _untold.Received("c", 3);
        _untold.Received("b", 2);
        Tell();
        Assert.Equal(["running"], Told(_owner));
        _untold.Received("b", 3);
        Tell();
        Assert.Equal(["ended"], Told(_owner));
        Assert.Equal(3, _untold.Told);
    }

    [Fact]
    public void Without_other_nodes_it_is_told_at_once()
    {
        Publish("pending");
        Send();
        foreach (var (uid, status) in _untold.Take([]))
            _owner.Tell(uid, status);
        Assert.Equal(["pending"], Told(_owner));
    }

    [Fact]
    public void A_node_that_lives_and_does_not_answer_holds_nothing_back_for_ever()
    {
        Publish("pending");
        Send();
        _untold.Received("b", 1);
        _clock.Advance(UntoldStatuses.AtMost - TimeSpan.FromSeconds(1));
        Tell();
        Assert.Equal([], Told(_owner));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Tell();
        Assert.Equal(["pending"], Told(_owner));
    }

    [Fact]
    public void A_node_that_is_no_member_any_more_holds_nothing_back()
    {
        Publish("pending");
        Send();
        _untold.Received("b", 1);
        _untold.Forget("c");
        foreach (var (uid, status) in _untold.Take(["b"]))
            _owner.Tell(uid, status);
        Assert.Equal(["pending"], Told(_owner));
    }

    [Fact]
    public void An_end_counts_as_told_only_when_a_caller_has_got_it()
    {
        Publish("running");
        Send();
        ReceivedByAll();
        Publish("ended", new Terminated(0, "Completed", null, Noon, Noon));
        Told(_owner);
        Told(_owner);
        Assert.Equal([Uid], _owner.NextRound(1));
        Send();
        ReceivedByAll();
        Assert.Equal(["ended"], Told(_owner));
        _owner.NextRound(1);
        Assert.Empty(_owner.NextRound(1));
    }

    [Fact]
    public void A_pod_that_comes_from_another_node_keeps_its_told_status_until_all_have_a_new_one()
    {
        _owner.TakeFrom("b", Uid, Encoding.UTF8.GetBytes("running"));
        Publish("ended");
        Assert.Equal(["running"], Told(_owner));
        Send();
        ReceivedByAll();
        Assert.Equal(["ended"], Told(_owner));
    }

    [Fact]
    public void A_pod_that_leaves_takes_what_was_told_and_no_more()
    {
        Publish("pending");
        Send();
        ReceivedByAll();
        Publish("running");
        _owner.Leave(Uid);
        Assert.Equal(["pending"], Told(_owner));
    }

    [Fact]
    public void Another_node_tells_what_has_come_when_the_owner_tells_it_too()
    {
        var other = new OtherNode();
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Part(0)));
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Changes(1, "running")));
        Assert.Equal([], Told(other.Board));
        other.Sent.Told(Life, 1);
        Assert.Equal(["running"], Told(other.Board));
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Changes(2, "ended")));
        other.Sent.Told(Life + 1, 2); // of another process
        Assert.Equal(["running"], Told(other.Board));
        // The owner is gone, and may have told it.
        other.Sent.TakeAll();
        Assert.Equal(["ended"], Told(other.Board));
    }

    [Fact]
    public void A_lost_message_is_not_confirmed_and_all_statuses_make_up_for_it()
    {
        var other = new OtherNode();
        other.Sent.Take(Part(0));
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Changes(1, "pending")));
        other.Sent.Told(Life, 1);
        Assert.Equal(SentAnswer.AskForAll, other.Sent.Take(Changes(3, "running"))); // 2 is lost
        Assert.Equal(SentAnswer.Wait, other.Sent.Take(Changes(4, "running")));
        // The request may be lost too.
        SentAnswer[] later = [.. Enumerable.Range(0, 10).Select(_ => other.Sent.Compare(new StatusDigest(Life, 4, -1, 0)))];
        Assert.Equal(2, later.Count(answer => answer == SentAnswer.AskForAll));
        Assert.DoesNotContain(SentAnswer.Confirm, later);
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Part(4, "ended")));
        Assert.Equal(["pending"], Told(other.Board));
        other.Sent.Told(Life, 4);
        Assert.Equal(["ended"], Told(other.Board));
        Assert.Equal(SentAnswer.Confirm, other.Sent.Take(Changes(5, "gone on")));
    }

    [Fact]
    public void A_confirmation_that_is_lost_is_given_again()
    {
        var other = new OtherNode();
        other.Sent.Take(Part(0));
        other.Sent.Take(Changes(1, "running"));
        Assert.Equal(SentAnswer.Confirm, other.Sent.Compare(new StatusDigest(Life, 1, StatusDigest.NumberOnly, 0)));
    }

    [Fact]
    public void A_message_that_waited_takes_nothing_back_from_the_pods_new_node()
    {
        var other = new OtherNode();
        other.Sent.Take(Part(0, "pending"));
        other.Sent.Take(Changes(1, "running"));
        other.Board.TakeFrom("b", Uid, Encoding.UTF8.GetBytes("ended"));
        other.Sent.Told(Life, 1);
        Assert.Equal(["ended"], Told(other.Board));
    }

    [Fact]
    public void The_first_status_is_told_before_the_second_one()
    {
        Publish("pending");
        Send();
        Publish("running");
        Send();
        _untold.Received("b", 2);
        _untold.Received("c", 1);
        Tell();
        Assert.Equal(["pending"], Told(_owner));
    }

    [Fact]
    public void A_status_that_all_have_is_told_also_when_its_pod_has_left()
    {
        Publish("pending");
        Send();
        ReceivedByAll();
        Publish("running");
        Send();
        _owner.Leave(Uid);
        ReceivedByAll();
        Assert.Equal(["running"], Told(_owner));
    }

    [Fact]
    public void A_whole_digest_tells_what_was_told_and_shows_a_difference_the_second_time()
    {
        var other = new OtherNode();
        other.Sent.Take(Part(0));
        other.Sent.Take(Changes(1, "running"));
        Publish("running");
        Send();
        ReceivedByAll();
        var (count, hash) = _owner.OwnDigest();
        Assert.Equal(SentAnswer.Wait, other.Sent.Compare(new StatusDigest(Life, 1, count, hash)));
        Assert.Equal(["running"], Told(other.Board));
        Assert.Equal(SentAnswer.Wait, other.Sent.Compare(new StatusDigest(Life, 1, count, hash + 1)));
        Assert.Equal(SentAnswer.AskForAll, other.Sent.Compare(new StatusDigest(Life, 1, count, hash + 1)));
    }

    [Fact]
    public void A_pod_that_has_come_here_before_its_former_status_is_told_with_that_one_while_the_new_one_is_held_back()
    {
        Publish("ended");
        Assert.Equal([], Told(_owner));
        _owner.TakeAllFrom("b", [(Uid, Encoding.UTF8.GetBytes("running"))]);
        Assert.Equal(["running"], Told(_owner));
        _owner.TakeFrom("b", Uid, Encoding.UTF8.GetBytes("later"));
        Assert.Equal(["running"], Told(_owner));
        Send();
        ReceivedByAll();
        Assert.Equal(["ended"], Told(_owner));
    }

    [Fact]
    public void A_pod_that_leaves_before_its_first_status_was_told_is_not_forgotten()
    {
        Publish("pending");
        Send();
        _owner.Leave(Uid);
        Assert.Equal([], Told(_owner));
        Assert.Equal([Uid], _owner.Read([Uid]).Missing);
        ReceivedByAll();
        Assert.Equal(["pending"], Told(_owner));
        Assert.Equal([Uid], _owner.Elsewhere.Orphans.Select(pod => pod.Uid));
    }

    private void Publish(string words, ContainerState? state = null) =>
        _owner.Publish(Uid, new PodStatus(Uid, "p", "default", words, [new("one", "busybox", state ?? new Running(Noon))], []));

    private void Send() => _untold.Sent(++_number, [(Uid, _owner.FindNewest(Uid)!)]);

    private void ReceivedByAll()
    {
        foreach (var node in Nodes)
            _untold.Received(node, _number);
        Tell();
    }

    private void Tell()
    {
        foreach (var (uid, status) in _untold.Take(Nodes))
            _owner.Tell(uid, status);
    }

    private static StatusChanges Changes(long number, string words) => new(Life, number, [(Uid, Encoding.UTF8.GetBytes(words))]);

    private static StatusPart Part(long number, params string[] words) =>
        new(Life, number, 0, 1, false, [.. words.Select(word => (Uid, (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(word)))]);

    private static string[] Told(StatusBoard board) => [.. board.Read([Uid]).Found.Select(bytes => Encoding.UTF8.GetString(bytes.Span))];
}
