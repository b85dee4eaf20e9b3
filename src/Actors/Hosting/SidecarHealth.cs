using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Makes the health report from what the watchdog, the journal and the health board know. It waits for nobody.</summary>
internal sealed class SidecarHealth(HealthBoard board, FatalFailure failure, WatchdogPulse pulse)
{
    /// <summary>The sources of trouble with which no pod can be accepted.</summary>
    private static readonly string[] NeededByCreates = [HealthBoard.Journal, HealthBoard.Pods];

    public HealthReport Report()
    {
        var troubles = board.Troubles;
        return new(
            [new("actors", pulse.Fault), new("process", FatalWords())],
            [.. NeededByCreates.Select(source => new HealthCheck(source, troubles.FirstOrDefault(each => each.Source == source)?.Words))],
            [.. troubles.Where(trouble => !NeededByCreates.Contains(trouble.Source))]
        );
    }

    private string? FatalWords() =>
        failure.Occurred is { IsCompletedSuccessfully: true, Result: var (what, words) }
            ? $"{what}, and this process stops: {words}"
            : null;
}
