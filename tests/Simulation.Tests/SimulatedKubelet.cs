using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Simulation.Tests;

/// <summary>What the Virtual Kubelet makes of one pod's answers, in the bytes that it gets.</summary>
internal sealed class SimulatedKubelet(Actors.Planning.PodOutline outline)
{
    private static readonly PodStatusJson Format = new();
    private readonly AskedPod _pod = new(
        outline.Uid.Value,
        outline.Name,
        outline.Namespace,
        [.. outline.Containers.Select(c => c.Name)],
        [.. outline.InitContainers.Select(c => c.Name)]
    );
    private ObservedPod? _seen;
    private string _before = "[]";

    /// <summary>The pod as it is shown.</summary>
    public ObservedPod Seen => _seen ??= VirtualKubeletFold.Begin(_pod);

    /// <summary>How many answers it has taken.</summary>
    public int Taken { get; private set; }

    /// <returns>What is wrong with the answer.</returns>
    public IReadOnlyList<string> Take(PodStatus told)
    {
        var answer = "[" + Encoding.UTF8.GetString(Format.Render(told).Span) + "]";
        if (answer == _before)
            return [];
        string[] wrong =
        [
            .. UnknownReasons(told),
            .. VirtualKubeletFold.Defects(answer, _pod),
            .. VirtualKubeletFold.Regressions(_before, answer),
        ];
        (_seen, _before, Taken) = (VirtualKubeletFold.Next(Seen, answer), answer, Taken + 1);
        return wrong;
    }

    private static IEnumerable<string> UnknownReasons(PodStatus told) =>
        from container in told.InitContainers.Concat(told.Containers)
        let reason = (container.State as Waiting)?.Reason ?? (container.State as Terminated)?.Reason
        where reason is not null && PodReasons.Find(reason) is null
        select $"the reason {reason} is not in the catalogue";

    /// <summary>It was told by a sidecar that knew more runs of the job than the one of now.</summary>
    public void ForgetAnswer() => _before = "[]";
}
