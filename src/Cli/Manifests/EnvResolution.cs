using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>
/// Turns envFrom and valueFrom into plain names and values, expands <c>$(VAR)</c> in values and merges duplicates, as the Virtual Kubelet
/// does before it sends a pod. The order is that of the manifest; the Virtual Kubelet's own order is random.
/// </summary>
internal sealed partial class EnvResolution(ManifestSet manifests, JsonObject pod, Action<string> warn)
{
    private readonly string _namespace = pod["metadata"]!["namespace"]!.GetValue<string>();

    /// <summary>Replaces the container's <c>env</c> and removes its <c>envFrom</c>.</summary>
    public void Resolve(JsonObject container, string at)
    {
        var resolved = new Dictionary<string, string>();
        foreach (var (source, where) in container.Objects("envFrom", at))
        foreach (var (name, value) in Whole(source, where))
            resolved[name] = value;
        foreach (var (variable, where) in container.Objects("env", at))
        {
            var name = variable.Text("name", where) ?? throw new ManifestFault($"{where}.name is missing");
            var value = variable.Object("valueFrom", where) is { } from
                ? One(from, $"{where} {name}")
                : VariableReferences.Expand(variable.Text("value", where) ?? "", resolved);
            if (value is not null)
                resolved[name] = value;
        }
        container.Remove("envFrom");
        container.Remove("env");
        if (resolved.Count > 0)
            container["env"] = new JsonArray([.. resolved.Select(pair => Entry(pair.Key, pair.Value))]);
    }

    /// <summary>Makes an entry. Like Go, it leaves out an empty value.</summary>
    private static JsonObject Entry(string name, string value) =>
        value.Length == 0 ? new JsonObject { ["name"] = name } : new JsonObject { ["name"] = name, ["value"] = value };

    private IEnumerable<(string Name, string Value)> Whole(JsonObject source, string at)
    {
        var prefix = source.Text("prefix", at) ?? "";
        foreach (var kind in (string[])["configMapRef", "secretRef"])
        {
            if (source.Object(kind, at) is not { } reference)
                continue;
            if (Referenced(kind, reference, $"{at}.{kind}") is not { } found)
                continue;
            foreach (var key in ((JsonObject?)found["data"] ?? []).Select(pair => pair.Key))
                if (VariableName().IsMatch(prefix + key))
                    yield return (prefix + key, Value(kind, found, key)!);
        }
    }

    private string? One(JsonObject from, string at)
    {
        foreach (var kind in (string[])["configMapKeyRef", "secretKeyRef"])
        {
            if (from.Object(kind, at) is not { } reference)
                continue;
            var key = reference.Text("key", at) ?? throw new ManifestFault($"{at}: {kind}.key is missing");
            if (Referenced(kind, reference, at) is not { } found)
                return null;
            return Value(kind, found, key)
                ?? (
                    reference.Flag("optional", at) ? null : throw new ManifestFault($"{at}: {reference.Text("name", at)} has no key {key}")
                );
        }
        if (from.Object("fieldRef", at)?.Text("fieldPath", at) is { } path)
            return DownwardApi.Of(pod).Of(path) ?? throw new ManifestFault($"{at}: the Virtual Kubelet cannot give the field {path}");
        warn($"{at}: resourceFieldRef does not reach a sidecar; the variable is left out, as the Virtual Kubelet does");
        return null;
    }

    private JsonObject? Referenced(string kind, JsonObject reference, string at)
    {
        var name = reference.Text("name", at) ?? throw new ManifestFault($"{at}: {kind}.name is missing");
        var isSecret = kind.StartsWith("secret", StringComparison.Ordinal);
        var found = isSecret ? manifests.Secret(_namespace, name) : manifests.ConfigMap(_namespace, name);
        return found ?? (reference.Flag("optional", at) ? null : throw VolumeContent.Missing(at, isSecret, name));
    }

    private static string? Value(string kind, JsonObject found, string key) =>
        kind.StartsWith("secret", StringComparison.Ordinal)
            ? ObjectContent.SecretText(found, key)
            : ObjectContent.ConfigMapText(found, key);

    [GeneratedRegex(@"^[-._a-zA-Z][-._a-zA-Z0-9]*\z")]
    private static partial Regex VariableName();
}
