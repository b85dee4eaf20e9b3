using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>What the given files hold, without <c>apiVersion</c> and <c>kind</c> and with <c>metadata.namespace</c> set.</summary>
internal sealed record ManifestSet(
    IReadOnlyList<PodManifest> Pods,
    IReadOnlyDictionary<string, JsonObject> ConfigMaps,
    IReadOnlyDictionary<string, JsonObject> Secrets
)
{
    /// <summary>Null when it is in none of the files.</summary>
    public JsonObject? ConfigMap(string inNamespace, string name) => ConfigMaps.GetValueOrDefault($"{inNamespace}/{name}");

    public JsonObject? Secret(string inNamespace, string name) => Secrets.GetValueOrDefault($"{inNamespace}/{name}");
}

/// <summary>A pod as written, before any default.</summary>
/// <param name="Source">File it came from, for messages.</param>
internal sealed record PodManifest(string Source, string Namespace, string Name, JsonObject Json)
{
    public string Label => $"{Namespace}/{Name}";
}
