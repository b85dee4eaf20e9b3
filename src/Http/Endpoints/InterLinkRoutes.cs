namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The route table (docs/interlink-protocol.md, "Requests"). interLink sends GET with a body to read; POST is accepted too, for people with
/// curl. /explain is not part of interLink.
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
