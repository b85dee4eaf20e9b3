using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>Makes the answer to a ping, without waiting: what is wrong with the sidecar, the totals of the node, and its taints.</summary>
internal static class Ping
{
    public static byte[] AnswerOf(IPodGateway gateway, NodeOptions options) =>
        new PingAnswer(
            gateway.Status,
            ResourcesOf(gateway.Node),
            options.Taints is { } taints ? [.. taints.Select(TaintOf)] : null
        ).ToJson();

    private static PingResources? ResourcesOf(NodeReport node)
    {
        PingAccelerator[] accelerators = [.. node.Accelerators.Select(device => new PingAccelerator(device.Resource, device.Amount))];
        var resources = new PingResources(node.Cpu, node.Memory, node.Pods, accelerators.Length > 0 ? accelerators : null);
        return resources == new PingResources(null, null, null, null) ? null : resources;
    }

    private static PingTaint TaintOf(NodeTaint taint) =>
        new(taint.Key, taint.Value.Length > 0 ? taint.Value : null, taint.Effect.ToString());
}
