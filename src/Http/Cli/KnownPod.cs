using System.Text.Json.Nodes;
using HtcondorActors.Http.Cli.Manifests;

namespace HtcondorActors.Http.Cli;

/// <summary>A pod of the given files together with what is remembered of it: what status, logs and delete work on.</summary>
internal sealed record KnownPod(string Label, AppliedPod Applied, JsonObject Json)
{
    public PodOutline Outline { get; } = PodOutline.Of(Json);

    public static KnownPod Of(PodManifest manifest, AppliedPod applied) =>
        new(manifest.Label, applied, CreateRequest.Pod(manifest, applied.Uid, applied.AppliedAt, applied.JobId));

    /// <exception cref="CliFault">It was not applied from here.</exception>
    public static KnownPod Recall(PodManifest manifest, PodSession session) =>
        Of(manifest, session.Applied.Find(manifest.Label)
            ?? throw new CliFault($"pod {manifest.Label} is not applied to {session.Client.Server.GetLeftPart(UriPartial.Authority)} (by this user)"));
}
