using System.Text.Json.Nodes;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>A pod of the given files with its stored state. The commands status, logs and delete use it.</summary>
internal sealed record KnownPod(string Label, AppliedPod Applied, JsonObject Json)
{
    public AskedPod Outline { get; } = AskedPod.Of(Json);

    public static KnownPod Of(PodManifest manifest, AppliedPod applied) =>
        new(manifest.Label, applied, InterLinkBodies.Pod(manifest, applied.Uid, applied.AppliedAt, applied.JobId));

    /// <exception cref="CliException">The pod was not applied from here.</exception>
    public static KnownPod Recall(PodManifest manifest, PodSession session) =>
        Of(
            manifest,
            session.Applied.Find(manifest.Label)
                ?? throw new CliException(
                    $"pod {manifest.Label} is not applied to {session.Client.Server.GetLeftPart(UriPartial.Authority)} (by this user)"
                )
        );
}
