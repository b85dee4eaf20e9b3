namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The route table (docs/interlink-protocol.md, "Requests"). interLink reads with GET and a body; POST is taken too, for people with curl.
/// /explain is ours.
/// </summary>
internal static class InterLinkRoutes
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Post];

    public static void MapInterLink(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/create", Create.HandleAsync);
        routes.MapPost("/explain", Explain.HandleAsync);
        routes.MapPost("/delete", Delete.HandleAsync);
        routes.MapMethods("/status", Reads, Status.HandleAsync);
        routes.MapMethods("/getLogs", Reads, Logs.HandleAsync);
    }
}
