using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Builds the files of a projected volume by final path, as the Virtual Kubelet does: text of ConfigMaps and pod fields.</summary>
internal sealed class ProjectedFiles(ManifestSet manifests, JsonObject pod, Action<string> warn)
{
    public JsonObject Of(JsonObject projected, string at)
    {
        var files = new JsonObject();
        foreach (var (source, where) in projected.Objects("sources", at))
        {
            if (source.Object("configMap", where) is { } configMap)
                AddConfigMap(files, configMap, where + ".configMap");
            foreach (var (item, each) in (source.Object("downwardAPI", where) ?? []).Objects("items", where + ".downwardAPI"))
                AddField(files, item, each);
            foreach (var dropped in (string[])["secret", "clusterTrustBundle", "serviceAccountToken"])
                if (source[dropped] is not null)
                    warn(
                        $"{where}: a projected {dropped} brings no file "
                            + $"here{(dropped == "secret" ? " (the Virtual Kubelet drops it too)" : "")}"
                    );
        }
        return files;
    }

    private void AddConfigMap(JsonObject files, JsonObject reference, string at)
    {
        var name = reference.Text("name", at) ?? throw new ManifestFault($"{at}.name is missing");
        var optional = reference.Flag("optional", at);
        var found = manifests.ConfigMap(pod["metadata"]!["namespace"]!.GetValue<string>(), name);
        if (found is null && !optional)
            throw VolumeContent.Missing(at, isSecret: false, name);
        if (found is null)
            return;
        if (reference["items"] is null)
        {
            foreach (var (key, text) in (JsonObject?)found["data"] ?? [])
                files[key] = text!.DeepClone();
            return;
        }
        foreach (var (item, where) in reference.Objects("items", at))
        {
            var key = item.Text("key", where) ?? throw new ManifestFault($"{where}.key is missing");
            var text = ObjectContent.ConfigMapText(found, key);
            if (text is null && !optional)
                throw new ManifestFault($"{where}: {name} has no key {key}");
            if (text is not null)
                files[Path(item, where)] = text;
        }
    }

    private void AddField(JsonObject files, JsonObject item, string at)
    {
        if (item.Object("fieldRef", at)?.Text("fieldPath", at) is not { } field)
            warn($"{at}: resourceFieldRef does not reach a sidecar; the file is left out");
        else
            files[Path(item, at)] =
                DownwardApi.Of(pod).OfFile(field) ?? throw new ManifestFault($"{at}: the Virtual Kubelet cannot give the field {field}");
    }

    private static string Path(JsonObject item, string at) => item.Text("path", at) ?? throw new ManifestFault($"{at}.path is missing");
}
