using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>The objects of the given files, without <c>apiVersion</c> and <c>kind</c>, and with <c>metadata.namespace</c> set.</summary>
internal sealed record ManifestSet(
    IReadOnlyList<PodManifest> Pods,
    IReadOnlyDictionary<string, JsonObject> ConfigMaps,
    IReadOnlyDictionary<string, JsonObject> Secrets
)
{
    /// <summary>The ConfigMap; null if none of the files contains it.</summary>
    public JsonObject? ConfigMap(string inNamespace, string name) => ConfigMaps.GetValueOrDefault($"{inNamespace}/{name}");

    public JsonObject? Secret(string inNamespace, string name) => Secrets.GetValueOrDefault($"{inNamespace}/{name}");
}

/// <summary>A pod as written, without defaults.</summary>
/// <param name="Source">The file of the manifest, for messages.</param>
internal sealed record PodManifest(string Source, string Namespace, string Name, JsonObject Json)
{
    public string Label => $"{Namespace}/{Name}";
}
