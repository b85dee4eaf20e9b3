using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>The route table of /admin/v1. docs/admin-api.json describes it; the commands use it (docs/command-line.md).</summary>
internal static class AdminRoutes
{
    public const string Base = "/admin/v1";

    private const string Pod = "/pods/{pod}";
    private const string Unowned = "/jobs/unowned";
    private const string Node = "/cluster/{node}";

    /// <summary>All routes. The JSON of their types is read when it is first needed, not at the start.</summary>
    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new(HttpMethods.Get, "/pods", AdminRole.Read, "The pods, also those that are being deleted, in pages.", AdminPods.ListAsync)
        {
            Parameters = PodQuery.Parameters,
            Answers = [typeof(PodList)],
        },
        new(HttpMethods.Get, Pod, AdminRole.Read, "One pod, with what its reason means and what to do.", AdminPods.OneAsync)
        {
            Answers = [typeof(PodDetail)],
        },
        new(HttpMethods.Get, Pod + "/timeline", AdminRole.Read, "The pod's history, the oldest line first.", AdminPods.TimelineAsync)
        {
            Parameters = AdminPods.TimelineParameters,
            Answers = [typeof(PodTimeline), typeof(PodThen)],
        },
        new(HttpMethods.Get, Pod + "/logs", AdminRole.Read, "The log of one container.", AdminPods.LogsAsync)
        {
            Parameters = AdminPods.LogParameters,
            TextAnswer = "The bytes that the container has written, stdout and stderr together.",
        },
        new(HttpMethods.Post, Pod + "/retry", AdminRole.Operate, "Ends the pod's back-off: it tries again now.", AdminActions.RetryAsync)
        {
            Answers = [typeof(RetryAnswer)],
        },
        new(HttpMethods.Get, "/top", AdminRole.Read, "What pods ask for and use, by namespace.", AdminTop.HandleAsync)
        {
            Parameters = AdminTop.Parameters,
            Answers = [typeof(TopReport)],
        },
        new(HttpMethods.Get, Unowned, AdminRole.Read, "The jobs in HTCondor's queue that have no pod here.", AdminJobs.ListAsync)
        {
            Answers = [typeof(UnownedJobList)],
        },
        new(HttpMethods.Post, Unowned + "/remove", AdminRole.Operate, "Removes jobs that have no pod.", AdminJobs.RemoveAsync)
        {
            Body = typeof(UnownedJobsRequest),
            Answers = [typeof(UnownedJobsAnswer)],
        },
        new(HttpMethods.Post, Unowned + "/adopt", AdminRole.Operate, "Has lost pods go on with their jobs.", AdminJobs.AdoptAsync)
        {
            Body = typeof(UnownedJobsRequest),
            Answers = [typeof(UnownedJobsAnswer)],
        },
        new(HttpMethods.Get, "/drain", AdminRole.Read, "Whether the sidecar is drained.", AdminActions.DrainAsync)
        {
            Answers = [typeof(DrainAnswer)],
        },
        new(HttpMethods.Put, "/drain", AdminRole.Operate, "Begins or ends a drain.", AdminActions.SetDrainAsync)
        {
            Body = typeof(DrainRequest),
            Answers = [typeof(DrainAnswer)],
        },
        new(HttpMethods.Get, "/log-level", AdminRole.Read, "The level of the log.", AdminActions.LogLevelAsync)
        {
            Answers = [typeof(LogLevelAnswer)],
        },
        new(HttpMethods.Put, "/log-level", AdminRole.Operate, "Sets the level of the log.", AdminActions.SetLogLevelAsync)
        {
            Body = typeof(LogLevelRequest),
            Answers = [typeof(LogLevelAnswer)],
        },
        new(HttpMethods.Get, "/cluster", AdminRole.Read, "The nodes of the cluster.", AdminCluster.ShowAsync)
        {
            Answers = [typeof(ClusterAnswer)],
        },
        new(HttpMethods.Post, Node + "/leave", AdminRole.Operate, "Has a node stop and stay down.", AdminCluster.LeaveAsync)
        {
            Answers = [typeof(ClusterMember)],
        },
        new(HttpMethods.Post, Node + "/down", AdminRole.Operate, "Declares a node that cannot be reached dead.", AdminCluster.DownAsync)
        {
            Answers = [typeof(ClusterMember)],
        },
        new(HttpMethods.Get, "/openapi.json", AdminRole.Read, "This document.", AdminOpenApi.HandleAsync)
        {
            TextAnswer = "An OpenAPI 3.1 document, in JSON.",
        },
    ];

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        foreach (var route in All)
            routes.MapMethods(
                Base + route.Path,
                [route.Method],
                (HttpContext http, AdminServices services) => RunAsync(http, route, services)
            );
    }

    private static async Task RunAsync(HttpContext http, AdminRoute route, AdminServices services)
    {
        var caller =
            http.Features.Get<AdminCaller>() ?? throw new InvalidOperationException("a request of a stranger has come as far as here");
        if (caller.Role < route.Role)
        {
            await http.RefuseAsync(StatusCodes.Status403Forbidden, $"{caller.Name} may only read; this needs the role operate");
            return;
        }
        // What is shown may be old while the journal is away.
        foreach (var check in services.Gateway.Health.Ready)
            if (check.Fault is { } trouble)
                http.Warn($"{check.Name}: {trouble}");
        // Before the journal is listed, the list would be empty, and a known pod would be called unknown.
        if (route.ReadsPods && services.Directory.Unread is null)
        {
            var check = services.Gateway.Health.Ready.FirstOrDefault(check => check is { Name: "pods", Fault: not null });
            throw new TryLaterException($"the pods cannot be listed now: {check?.Fault ?? "the journal has not been read yet"}");
        }
        try
        {
            await route.HandleAsync(http, caller, services);
        }
        catch (AdminFault fault)
        {
            await http.RefuseAsync(fault.Status, fault.Message);
        }
        catch (ActionNotNotedException fault)
        {
            throw new TryLaterException(fault.Message);
        }
    }
}
