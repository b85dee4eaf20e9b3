namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The route table (docs/interlink-protocol.md, "Requests"). interLink sends GET with a body to read; POST is accepted too, for people with
/// curl. /explain and /system-info are not part of interLink; the Slurm plugin has /system-info too.
/// </summary>
internal static class InterLinkRoutes
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Post];

    public static void MapInterLink(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/create", Create.HandleAsync).WithMetadata(new CreatesPods());
        routes.MapPost("/explain", Explain.HandleAsync);
        routes.MapPost("/delete", Delete.HandleAsync);
        routes.MapMethods("/status", Reads, Status.HandleAsync);
        routes.MapMethods("/getLogs", Reads, Logs.HandleAsync);
        routes.MapGet("/system-info", SystemInfo.HandleAsync);
    }
}

/// <summary>Marks the path whose refusals the log tells one by one: a pod fails with each of them.</summary>
internal sealed record CreatesPods;
