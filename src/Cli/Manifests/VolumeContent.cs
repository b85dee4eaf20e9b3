using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>
/// Builds the <c>container</c> list of a create body. For every volume mount of a container it has the whole ConfigMap, the whole Secret,
/// or the projected files of the volume. A volume that is mounted twice is sent twice. Absent lists are null, and emptyDirs is always null.
/// </summary>
internal sealed class VolumeContent(ManifestSet manifests, JsonObject pod, Action<string> warn)
{
    private readonly string _namespace = pod["metadata"]!["namespace"]!.GetValue<string>();

    /// <summary>
    /// Turns downwardAPI volumes into projected ones, checks that every volume's content is given, and lists the content by container.
    /// </summary>
    public JsonArray ForContainers(string at)
    {
        var spec = (JsonObject)pod["spec"]!;
        var content = new Dictionary<string, (string List, JsonObject Json)>();
        foreach (var (volume, where) in spec.Objects("volumes", at))
            if (Content(volume, where) is { } found)
                content[volume["name"]!.GetValue<string>()] = found;
        return new JsonArray([
            .. spec.Objects("initContainers", at).Concat(spec.Objects("containers", at)).Select(each => Entry(each.Item, each.At, content)),
        ]);
    }

    public static ManifestFault Missing(string at, bool isSecret, string name) =>
        new($"{at}: {(isSecret ? "Secret" : "ConfigMap")} {name} is in none of the files (give its file too: -f)");

    private static JsonObject Entry(JsonObject container, string at, Dictionary<string, (string List, JsonObject Json)> content)
    {
        var entry = new JsonObject
        {
            ["name"] = container["name"]!.DeepClone(),
            ["configMaps"] = null,
            ["projectedvolumemaps"] = null,
            ["secrets"] = null,
            ["emptyDirs"] = null,
        };
        foreach (var (mount, _) in container.Objects("volumeMounts", at))
        {
            if (!content.TryGetValue(mount["name"]!.GetValue<string>(), out var found))
                continue;
            if (entry[found.List] is not JsonArray list)
                entry[found.List] = list = [];
            list.Add(found.Json.DeepClone());
        }
        return entry;
    }

    private (string List, JsonObject Json)? Content(JsonObject volume, string at)
    {
        if (volume.Object("configMap", at) is { } configMap)
            return Named("configMaps", configMap, "name", at + ".configMap");
        if (volume.Object("secret", at) is { } secret)
            return Named("secrets", secret, "secretName", at + ".secret");
        if (volume.Object("downwardAPI", at) is { } downward)
        {
            volume.Remove("downwardAPI");
            volume["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(
                    new JsonObject { ["downwardAPI"] = new JsonObject { ["items"] = downward["items"]?.DeepClone() } }
                ),
                ["defaultMode"] = downward["defaultMode"]!.DeepClone(),
            };
        }
        if (volume.Object("projected", at) is not { } projected)
            return null;
        var files = new ProjectedFiles(manifests, pod, warn).Of(projected, at + ".projected");
        return (
            "projectedvolumemaps",
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = volume["name"]!.DeepClone(), ["creationTimestamp"] = null },
                ["data"] = files,
            }
        );
    }

    private (string List, JsonObject Json)? Named(string list, JsonObject source, string nameKey, string at)
    {
        var name = source.Text(nameKey, at) ?? throw new ManifestFault($"{at}.{nameKey} is missing");
        var found = list == "secrets" ? manifests.Secret(_namespace, name) : manifests.ConfigMap(_namespace, name);
        var optional = source.Flag("optional", at);
        if (found is null)
            return optional ? null : throw Missing(at, list == "secrets", name);
        foreach (var (item, where) in source.Objects("items", at))
        {
            var key = item.Text("key", where) ?? throw new ManifestFault($"{where}.key is missing");
            if (item.Text("path", where) is null)
                throw new ManifestFault($"{where}.path is missing");
            if (found["data"]?[key] is null && found["binaryData"]?[key] is null && !optional)
                throw new ManifestFault($"{where}: {name} has no key {key}");
        }
        return (list, found);
    }
}
