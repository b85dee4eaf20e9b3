using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The nodes, as operators see them.</summary>
/// <param name="nodes">The members.</param>
/// <param name="board">Counts their pods.</param>
/// <param name="gateway">Notes the actions.</param>
/// <param name="clock">The time of an action.</param>
/// <param name="life">Carries them out; null on the only node, which has no members.</param>
/// <param name="log">Gets an entry if an action could not be noted.</param>
internal sealed class ClusterNodes(
    OtherNodes nodes,
    StatusBoard board,
    PodGateway gateway,
    ProcessClock clock,
    ILogger<ClusterNodes> log,
    ClusterLife? life = null
) : IClusterNodes
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>By then the others go on without the node, or they never will.</summary>
    private static readonly TimeSpan DownWithin = TimeSpan.FromSeconds(20);

    /// <summary>The answer waits so long for the note.</summary>
    private static readonly TimeSpan NotedSoon = TimeSpan.FromSeconds(3);

    private const int NoteTries = 5;

    public IReadOnlyList<ClusterMember> All
    {
        get
        {
            var pods = board.Elsewhere.CountByOwner();
            return
            [
                .. nodes.Members.Select(node => node with { Pods = node.IsThisNode ? board.Count : pods.GetValueOrDefault(node.Name) }),
            ];
        }
    }

    public async Task LeaveAsync(ClusterMember node, string by, CancellationToken cancel)
    {
        await gateway.NoteAsync(new NodeLeaveAsked(node.Name, by, clock.WallClockNow), cancel);
        await gateway.AskToLeaveAsync(new NodeLeaves(node.Name, by), cancel);
    }

    public async Task DownAsync(ClusterMember node, string by, CancellationToken cancel)
    {
        // The actor that writes the operators' actions may be on that node, and then begins on another one only after this.
        life!.CarryOut(new NodeIsDead(node.Name));
        for (var waited = TimeSpan.Zero; IsMember(node.Name) && waited < DownWithin; waited += LookEvery)
            await Task.Delay(LookEvery, cancel);
        var noted = NoteDownAsync(new NodeDownAsked(node.Name, by, clock.WallClockNow));
        if (IsMember(node.Name))
            throw new TimeoutException();
        await Task.WhenAny(noted, Task.Delay(NotedSoon, cancel));
        if (noted is { IsCompletedSuccessfully: true, Result: { } fault })
            throw fault;
    }

    private bool IsMember(string name) => nodes.Members.Any(member => member.Name == name);

    // This may go on after the operator has the answer. The actor that writes actions may have to begin on another node first, and a
    // message to its former node is lost.
    private async Task<Exception?> NoteDownAsync(NodeDownAsked fact)
    {
        try
        {
            await gateway.NoteAsync(fact, CancellationToken.None, NoteTries);
            return null;
        }
        catch (Exception fault)
        {
            log.DownNotNoted(fact.By, fact.Node, fault.Message);
            return fault;
        }
    }

    public Task<NodeAnswer> AskAsync(string node, NodeQuestion question, CancellationToken cancel) =>
        nodes.Members.Any(member => member.Name == node && !member.IsReachable)
            ? Task.FromException<NodeAnswer>(new TimeoutException()) // nobody waits for a node that is known to be away
            : gateway.AskNodeAsync(new QuestionActor.QuestionTo(node, question), cancel);
}
