using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Hosting;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>A pod whose actor ended here, because of the journal, and which another node may have taken over.</summary>
public sealed class LeftPodSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-left.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task Operators_read_its_last_state_here_until_another_node_tells_of_it()
    {
        await using var pods = await StoppedAsync();
        Assert.NotNull(pods.States.Find(Uid));
        pods.Board.TakeOrphan(Uid, "told by a node that does not have it"u8.ToArray());
        Assert.NotNull(pods.States.Find(Uid));

        pods.Board.TakeFrom("b", Uid, "running"u8.ToArray());
        Assert.Null(pods.States.Find(Uid));
    }

    [Fact]
    public async Task It_does_not_come_back_here_when_it_is_deleted_there()
    {
        await using var pods = await StoppedAsync();
        pods.Board.TakeEnd("b", Uid);
        Assert.Null(pods.States.Find(Uid));
        Assert.Null(pods.Board.Find(Uid));
    }

    [Fact]
    public async Task A_node_that_takes_over_a_pod_without_a_status_tells_the_others_so()
    {
        await PodTestBed.WriteReleasedAsync(_folder, new DeletionAsked(Uid, Noon));
        await using var pods = new PodTestBed(_folder, isOneOfSeveralNodes: true);
        List<PodUid> told = [];
        pods.Board.Changed = told.Add;
        Assert.Null(await pods.StatusAsync(PodUid.Parse("there-is-none")));
        Assert.Null(await pods.StatusAsync(Uid));
        Assert.Equal([Uid], told);
    }

    [Fact]
    public async Task All_statuses_of_the_other_node_name_it_too()
    {
        await using var pods = await StoppedAsync();
        pods.Board.TakeAllFrom("b", [(Uid, "running"u8.ToArray())]);
        Assert.Null(pods.States.Find(Uid));
    }

    [Fact]
    public async Task When_it_is_here_again_a_late_message_of_the_other_node_hides_nothing()
    {
        await using var pods = await StoppedAsync();
        await pods.StatusAsync(Uid);
        pods.Board.TakeFrom("b", Uid, "old"u8.ToArray());
        pods.Board.TakeEnd("b", Uid);
        Assert.NotNull(pods.States.Find(Uid));
    }

    [Fact]
    public void A_pod_that_could_not_be_read_here_is_no_longer_reported_when_another_node_can_read_it()
    {
        var board = new StatusBoard(null!);
        board.Unreadable.Add(Uid, Noon);
        board.TakeFrom("b", Uid, "running"u8.ToArray());
        Assert.Empty(board.Unreadable.All);
    }

    [Fact]
    public async Task The_program_joins_the_two()
    {
        await using var host = await NodeHost.StartAsync();
        host.States.Show(Released, status: null, Noon);
        host.States.Leave(Uid);
        host.Board.TakeFrom("b", Uid, "running"u8.ToArray());
        Assert.Null(host.States.Find(Uid));
    }

    /// <summary>A pod of one of several nodes, whose deletion the journal does not take.</summary>
    private async Task<PodTestBed> StoppedAsync()
    {
        await PodTestBed.WriteReleasedAsync(_folder);
        var pods = new PodTestBed(_folder, isOneOfSeveralNodes: true);
        await pods.StatusAsync(Uid);
        PodTestBed.RefuseWrites(_folder);
        await pods.AskAsync<DeleteReply>(new DeletePod(Uid));
        await pods.UntilStoppedAsync(Uid);
        return pods;
    }
}
