using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Reads the Pods, ConfigMaps and Secrets from YAML texts.</summary>
internal static class ManifestReader
{
    /// <exception cref="ManifestFault">A manifest is invalid; the message names the file and the field.</exception>
    public static ManifestSet Read(IEnumerable<(string Source, string Text)> files)
    {
        var pods = new List<PodManifest>();
        var configMaps = new Dictionary<string, JsonObject>();
        var secrets = new Dictionary<string, JsonObject>();
        foreach (var (source, text) in files)
        foreach (var manifest in YamlJson.Documents(source, text).SelectMany(document => Unlisted(source, document)))
        {
            var kind = manifest.Text("kind", source);
            if (manifest.Text("apiVersion", source) != "v1")
                throw new ManifestFault($"{source}: apiVersion must be v1");
            manifest.Remove("kind");
            manifest.Remove("apiVersion");
            var (inNamespace, name) = Identity(source, kind, manifest);
            var added = kind switch
            {
                "Pod" => AddPod(pods, new PodManifest(source, inNamespace, name, manifest)),
                "ConfigMap" => configMaps.TryAdd($"{inNamespace}/{name}", ObjectContent.ConfigMap(manifest, $"{source}: ConfigMap {name}")),
                "Secret" => secrets.TryAdd($"{inNamespace}/{name}", ObjectContent.Secret(manifest, $"{source}: Secret {name}")),
                _ => throw new ManifestFault($"{source}: kind {kind ?? "(none)"} is not read here, only Pod, ConfigMap and Secret"),
            };
            if (!added)
                throw new ManifestFault($"{source}: {kind} {inNamespace}/{name} is given twice");
        }
        return new ManifestSet(pods, configMaps, secrets);
    }

    private static IEnumerable<JsonObject> Unlisted(string source, JsonNode document)
    {
        if (document is not JsonObject manifest)
            throw new ManifestFault($"{source}: a manifest must be a mapping");
        return manifest.Text("kind", source) == "List"
            ? manifest.Objects("items", source).Select(each => (JsonObject)each.Item.DeepClone())
            : [manifest];
    }

    private static bool AddPod(List<PodManifest> pods, PodManifest pod)
    {
        if (pods.Any(each => each.Label == pod.Label))
            return false;
        pods.Add(pod);
        return true;
    }

    private static (string Namespace, string Name) Identity(string source, string? kind, JsonObject manifest)
    {
        var metadata = manifest.Object("metadata", source) ?? throw new ManifestFault($"{source}: {kind} without metadata");
        var at = $"{source}: metadata";
        var name = metadata.Text("name", at) ?? throw new ManifestFault($"{source}: {kind} without metadata.name");
        var inNamespace = metadata.Text("namespace", at) ?? "default";
        // Both become parts of a file name in AppliedPods.
        if (!DnsName.IsSubdomain(name))
            throw new ManifestFault($"{at}.name: \"{OneLine.Of(name)}\" is no DNS name (a-z, 0-9, - and .)");
        if (!DnsName.IsLabel(inNamespace))
            throw new ManifestFault($"{at}.namespace: no DNS label");
        metadata.Texts("labels", at);
        metadata.Texts("annotations", at);
        metadata["namespace"] = inNamespace;
        return (inNamespace, name);
    }
}
