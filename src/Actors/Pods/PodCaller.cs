namespace HtcondorActors.Actors.Pods;

/// <summary>Who asked for a pod's create or deletion. It is kept while that is in progress.</summary>
/// <param name="Name">A short name such as <c>interLink</c>.</param>
/// <param name="Session">interLink's id of the request (the header InterLink-Http-Session), on one line; null if it has none.</param>
internal sealed record PodCaller(string Name, string? Session)
{
    public static PodCaller InterLink { get; } = new("interLink", null);

    /// <summary>The sidecar itself, by its rule about forgotten pods.</summary>
    public static PodCaller ForgottenPods { get; } = new("the sidecar itself (ForgottenPods)", null);

    public static PodCaller Of(string? session) => session is null ? InterLink : InterLink with { Session = session };

    public static PodCaller Adoption(string by) => new($"jobs adopt, asked by {by}", null);

    public string Words => Session is null ? Name : $"{Name} (session {Session})";
}
