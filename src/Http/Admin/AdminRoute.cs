namespace HtcondorActors.Http.Admin;

/// <summary>One route of /admin/v1: how it is served, and its entry in the OpenAPI document.</summary>
/// <param name="Method">GET, PUT or POST.</param>
/// <param name="Path">Below /admin/v1; <c>{pod}</c> is a pod as <see cref="PodLookup"/> takes it.</param>
/// <param name="Role">Who may call it.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="HandleAsync">Answers a request of this caller.</param>
internal sealed record AdminRoute(
    string Method,
    string Path,
    AdminRole Role,
    string Summary,
    Func<HttpContext, AdminCaller, AdminServices, Task> HandleAsync
)
{
    /// <summary>True if the answer is about pods.</summary>
    public bool ReadsPods => Path.StartsWith("/pods", StringComparison.Ordinal) || Path == "/top";

    /// <summary>The parameters of the query.</summary>
    public IReadOnlyList<AdminParameter> Parameters { get; init; } = [];

    /// <summary>The JSON of the body; null without a body.</summary>
    public Type? Body { get; init; }

    /// <summary>The JSON of the answer, more than one if a parameter decides; none for plain text.</summary>
    public IReadOnlyList<Type> Answers { get; init; } = [];

    /// <summary>What the answer is if it is not JSON.</summary>
    public string TextAnswer { get; init; } = "";
}
