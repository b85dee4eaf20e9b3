using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The nodes, as operators see them.</summary>
/// <param name="nodes">The members.</param>
/// <param name="board">Counts their pods.</param>
/// <param name="gateway">Notes the actions.</param>
/// <param name="clock">The time of an action.</param>
/// <param name="life">Carries them out; null on the only node, which has no members.</param>
internal sealed class ClusterNodes(OtherNodes nodes, StatusBoard board, PodGateway gateway, ProcessClock clock, ClusterLife? life = null)
    : IClusterNodes
{
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
        await gateway.NoteAsync(new NodeDownAsked(node.Name, by, clock.WallClockNow), cancel);
    }

    public Task<NodeAnswer> AskAsync(string node, NodeQuestion question, CancellationToken cancel) =>
        nodes.Members.Any(member => member.Name == node && !member.IsReachable)
            ? Task.FromException<NodeAnswer>(new TimeoutException()) // nobody waits for a node that is known to be away
            : gateway.AskNodeAsync(new QuestionActor.QuestionTo(node, question), cancel);
}
