using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Makes the health report from what the watchdog, the journal and the health board know. It waits for nobody.</summary>
internal sealed class SidecarHealth(
    HealthBoard board,
    FatalFailure failure,
    WatchdogPulse pulse,
    ReadLease? lease = null,
    ClusterLife? cluster = null
)
{
    /// <summary>The sources of trouble with which no pod can be accepted.</summary>
    private static readonly string[] NeededByCreates = [HealthBoard.Journal, HealthBoard.Pods];

    public HealthReport Report()
    {
        var troubles = board.Troubles;
        return new(
            [new("actors", pulse.Fault), new("process", FatalWords())],
            [
                .. NeededByCreates.Select(source => new HealthCheck(source, troubles.FirstOrDefault(each => each.Source == source)?.Words)),
                .. cluster is null ? [] : (HealthCheck[])[new(MembershipActor.Trouble, ClusterFault(cluster, troubles))],
            ],
            [.. troubles.Where(trouble => !NeededByCreates.Contains(trouble.Source) && trouble.Source != MembershipActor.Trouble)]
        );
    }

    private string? ClusterFault(ClusterLife of, IEnumerable<HealthTrouble> troubles) =>
        !of.Ready.IsCompletedSuccessfully
            ? troubles.FirstOrDefault(each => each.Source == MembershipActor.Trouble)?.Words ?? "this node has not joined the others yet"
        : lease is { IsHeld: false } ? "this node has not heard from most of the others"
        : of.IsLeaving ? "this node hands its pods to the others"
        : null;

    private string? FatalWords() =>
        failure.Occurred is { IsCompletedSuccessfully: true, Result: var (what, words) }
            ? $"{what}, and this process stops: {words}"
            : null;
}
