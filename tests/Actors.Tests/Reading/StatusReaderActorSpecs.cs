using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Tests.Reading;

public sealed class StatusReaderActorSpecs : TestKit
{
    private static readonly PodUid Here = PodUid.Parse("here"),
        Asleep = PodUid.Parse("asleep"),
        Unknown = PodUid.Parse("unknown");
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly StatusBoard _board = new(new Names());
    private readonly IActorRef _reader;

    public StatusReaderActorSpecs()
    {
        var region = TestActor;
        _reader = Sys.ActorOf(Props.Create(() => new StatusReaderActor(region, Patience)));
        _board.Publish(Here, new PodStatus(Here, "here", "default", "1.0", [], []));
    }

    [Fact]
    public void A_pod_that_was_never_published_is_not_on_the_board()
    {
        Assert.Null(_board.Find(Unknown));
        _board.Forget(Here);
        Assert.Null(_board.Find(Here));
    }

    [Fact]
    public void A_pod_on_the_board_is_answered_without_asking_anybody_and_one_that_cannot_be_read_is_not_waited_for()
    {
        _board.Unreadable.Add(Asleep, DateTimeOffset.UnixEpoch);
        var (found, missing) = _board.Read([Here, Asleep, Unknown]);
        Assert.Equal(["here"], Text(found));
        Assert.Equal([Unknown], missing);
    }

    [Fact]
    public async Task A_pod_that_sleeps_is_woken_and_waited_for_and_an_unknown_one_is_left_out()
    {
        var answer = Ask(Asleep, Here, Unknown);
        foreach (var ask in new[] { ExpectMsg<GetPodStatus>(), ExpectMsg<GetPodStatus>() })
            _reader.Tell(new RenderedStatus(ask.Uid, null)); // not the asker: it must not count
        Assert.False(answer.IsCompleted);
        LastSender.Tell(new RenderedStatus(Unknown, null));
        LastSender.Tell(new RenderedStatus(Asleep, Encoding.UTF8.GetBytes("asleep")));
        Assert.Equal(["here", "asleep"], await answer);
    }

    [Fact]
    public async Task A_pod_that_does_not_answer_in_time_is_left_out() => Assert.Equal(["here"], await Ask(Here, Asleep));

    [Fact]
    public async Task A_node_that_has_not_heard_of_all_pods_asks_the_other_nodes_first_and_then_each_pod_that_none_of_them_knows()
    {
        var (region, table, node) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var (pods, others) = (region.Ref, (Func<IActorRef>)(() => table.Ref));
        var reader = Sys.ActorOf(Props.Create(() => new StatusReaderActor(pods, Long, others)));
        var answer = reader.Ask<Statuses>(new GatherStatuses([], [Here, Asleep, Unknown], AlsoNodes: true), Long);
        Assert.Equal([Here, Asleep, Unknown], table.ExpectMsg<AskNodes>().Uids);
        table.Reply(new NodesAsked(2));
        table.LastSender.Tell(new SomeStatuses(0, 2, []), node.Ref);
        table.LastSender.Tell(new SomeStatuses(1, 2, [(Here, Encoding.UTF8.GetBytes("here"))]), node.Ref);
        region.ExpectNoMsg(TimeSpan.FromMilliseconds(100)); // one node has not answered
        table.LastSender.Tell(new SomeStatuses(0, 1, []), node.Ref);
        Assert.Equal([Asleep, Unknown], new[] { region.ExpectMsg<GetPodStatus>().Uid, region.ExpectMsg<GetPodStatus>().Uid });
        region.Reply(new RenderedStatus(Unknown, null));
        region.Reply(new RenderedStatus(Asleep, null) { CannotTell = true });
        var told = await answer;
        Assert.Equal(["here"], Text(told.Fragments));
        Assert.Equal(1, told.Unknown);
    }

    [Fact]
    public async Task Pods_that_all_other_nodes_together_know_are_not_asked_and_a_node_that_is_silent_holds_nothing_up_for_long()
    {
        var (region, table, node) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var (pods, others) = (region.Ref, (Func<IActorRef>)(() => table.Ref));
        var reader = Sys.ActorOf(Props.Create(() => new StatusReaderActor(pods, Patience, others)));
        var answer = reader.Ask<Statuses>(new GatherStatuses([], [Here, Unknown], AlsoNodes: true), Long);
        table.ExpectMsg<AskNodes>();
        table.Reply(new NodesAsked(2));
        table.LastSender.Tell(new SomeStatuses(0, 1, [(Here, Encoding.UTF8.GetBytes("here"))]), node.Ref);
        Assert.Equal(Unknown, region.ExpectMsg<GetPodStatus>().Uid);
        var told = await answer;
        Assert.Equal(["here"], Text(told.Fragments));
        Assert.Equal(1, told.Unknown);
    }

    [Fact]
    public void A_node_that_has_not_heard_of_all_pods_asks_for_those_too_that_it_cannot_read()
    {
        _board.Unreadable.Add(Asleep, DateTimeOffset.UnixEpoch);
        Assert.Equal([Asleep], _board.Read([Here, Asleep], isWhole: false).Missing);
    }

    private async Task<string[]> Ask(params PodUid[] pods)
    {
        var (found, missing) = _board.Read(pods);
        return Text((await _reader.Ask<Statuses>(new GatherStatuses(found, missing), TimeSpan.FromSeconds(10))).Fragments);
    }

    private static string[] Text(IReadOnlyList<ReadOnlyMemory<byte>> fragments) =>
        [.. fragments.Select(fragment => Encoding.UTF8.GetString(fragment.Span))];

    private sealed class Names : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Encoding.UTF8.GetBytes(status.Name);
    }
}
