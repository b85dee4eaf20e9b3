using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: maps the variables of a container in the given order, envFrom first (a later entry of the same name wins, as in Kubernetes). The
/// Virtual Kubelet resolves references before it sends the pod. Remaining references are resolved here from the rest of the body, or passed
/// on as unresolved.
/// </summary>
internal sealed class EnvMapping
{
    /// <summary>The longest prefix, which is the planner's limit for a variable's name.</summary>
    private const int LongestPrefix = 256;

    private readonly PodField _pod;
    private readonly PodContent _all;
    private readonly ContainerContent _content;

    public EnvMapping(WireContainer container, string field, PodField pod, PodContent all, ContainerContent content)
    {
        (_pod, _all, _content) = (pod, all, content);
        for (var at = 0; at < (container.EnvFrom?.Count ?? 0); at++)
            TakeMap(container.EnvFrom![at], $"{field}.envFrom[{at}]");
        for (var at = 0; at < (container.Env?.Count ?? 0); at++)
            if (ToVariable(container.Env![at]) is { } variable)
                Env.Add(variable);
    }

    public List<EnvVar> Env { get; } = [];
    public List<string> UnresolvedEnvFrom { get; } = [];

    /// <summary>Null for an optional reference to something missing: Kubernetes leaves out the variable.</summary>
    private EnvVar? ToVariable(WireEnvVar? wire)
    {
        var name = wire?.Name ?? "";
        if (wire?.ValueFrom is not { } source || !string.IsNullOrEmpty(wire.Value))
            return new EnvVar(name, wire?.Value ?? "");
        return source switch
        {
            { ConfigMapKeyRef: { } key } => FromKey(name, key, "configMapKeyRef", _content.ConfigMaps),
            { SecretKeyRef: { } key } => FromKey(name, key, "secretKeyRef", _content.Secrets),
            { FieldRef.FieldPath: { } path } => _pod.ValueOf(path) is { } value
                ? new EnvVar(name, value)
                : new EnvVar(name, "", "fieldRef " + path),
            { ResourceFieldRef: { Resource: { Length: > 0 } resource } amount } => new EnvVar(name, "", "resourceFieldRef " + resource)
            {
                Amount = new ResourceReference(
                    PodMapping.NullIfEmpty(amount.ContainerName),
                    resource,
                    PodMapping.NullIfEmpty(amount.Divisor)
                ),
            },
            _ => new EnvVar(name, "", "valueFrom"),
        };
    }

    private EnvVar? FromKey(string name, WireKeyRef key, string kind, Dictionary<string, NamedFiles> maps)
    {
        if (
            maps.GetValueOrDefault(key.Name ?? "") is { } files
            && IsForVariables(kind, files, key.Key ?? "")
            && files.FindText(key.Key ?? "", _all.Faults) is { } text
        )
            return new EnvVar(name, text);
        return key.Optional == true ? null : new EnvVar(name, "", $"{kind} {key.Name}/{key.Key}");
    }

    private void TakeMap(WireEnvFrom? wire, string field)
    {
        (string Kind, WireMapRef? Reference, Dictionary<string, NamedFiles> Maps) source = wire switch
        {
            { ConfigMapRef: { } map } => ("configMapRef", map, _content.ConfigMaps),
            { SecretRef: { } secret } => ("secretRef", secret, _content.Secrets),
            _ => default,
        };
        var (kind, reference, maps) = source;
        if (reference is null)
            _all.Faults.Add(field, "neither configMapRef nor secretRef");
        else if (wire!.Prefix?.Length > LongestPrefix)
            _all.Faults.Add(field + ".prefix", $"longer than {LongestPrefix} characters");
        else if (maps.GetValueOrDefault(reference.Name ?? "") is { } files)
            Env.AddRange(
                _all.Referred(files, field)
                    .Keys.Where(key => IsForVariables(kind, files, key))
                    .Order(StringComparer.Ordinal)
                    .Select(key => new EnvVar(wire.Prefix + key, files.FindText(key, _all.Faults)!))
            );
        else if (reference.Optional != true)
            UnresolvedEnvFrom.Add($"{kind} {reference.Name}");
    }

    /// <summary>The kubelet makes no variables from a ConfigMap's binaryData. A Secret's data is always bytes.</summary>
    private static bool IsForVariables(string kind, NamedFiles files, string key) =>
        !kind.StartsWith("configMap", StringComparison.Ordinal) || !files.IsBinary(key);
}
