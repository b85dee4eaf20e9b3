using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>The requests about the nodes of the cluster.</summary>
internal static class AdminCluster
{
    public static Task ShowAsync(HttpContext http, AdminCaller caller, AdminServices services) =>
        http.JsonAsync(new ClusterAnswer(services.Nodes.All), AdminJson.Wire.ClusterAnswer);

    public static async Task LeaveAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var node = Find(http, services);
        if (node.State == ClusterMember.NotJoined)
            throw new AdminFault(StatusCodes.Status409Conflict, $"node {node.Name} has not joined the others: stop it with systemd");
        if (!node.IsReachable)
            throw new AdminFault(
                StatusCodes.Status409Conflict,
                $"node {node.Name} cannot be reached, so it cannot be told to leave; if it does not run, declare it dead with: cluster down"
            );
        if (!services.Nodes.All.Any(other => other.Name != node.Name && other is { IsReachable: true, State: "up" }))
            throw new AdminFault(StatusCodes.Status409Conflict, $"node {node.Name} is the last one: stop it with systemd");
        try
        {
            await services.Nodes.LeaveAsync(node, caller.Name, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            throw new AdminFault(
                StatusCodes.Status504GatewayTimeout,
                $"node {node.Name} has not said that it leaves; look at cluster status, and ask again"
            );
        }
        await http.JsonAsync(node, AdminJson.Wire.ClusterMember);
    }

    public static async Task DownAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var node = Find(http, services);
        if (node.IsReachable)
            throw new AdminFault(
                StatusCodes.Status409Conflict,
                $"node {node.Name} can be reached, so it is not dead. If it has just ended, ask again in ten seconds; if it runs, have it "
                    + "leave with: cluster leave"
            );
        await services.Nodes.DownAsync(node, caller.Name, http.RequestAborted);
        await http.JsonAsync(node, AdminJson.Wire.ClusterMember);
    }

    private static ClusterMember Find(HttpContext http, AdminServices services)
    {
        var all = services.Nodes.All;
        var name = Uri.UnescapeDataString((string)http.Request.RouteValues["node"]!);
        if (all.Count == 0)
            throw new AdminFault(StatusCodes.Status409Conflict, "this sidecar is the only node: it has no ClusterHost");
        return all.FirstOrDefault(node => node.Name == name)
            ?? throw new AdminFault(
                StatusCodes.Status404NotFound,
                $"there is no node {OneLine.Of(name)}; the nodes are {string.Join(", ", all.Select(node => node.Name))}"
            );
    }
}
