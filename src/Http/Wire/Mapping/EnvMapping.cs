using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: the variables of a container, in the order sent, envFrom first (a later entry of the same name wins, as in Kubernetes).
/// The Virtual Kubelet resolves references before it sends; what is left over is resolved here if the content came with the
/// container's volumes, else handed on as unresolved.
/// </summary>
internal static class EnvMapping
{
    public static List<EnvVar> ToEnv(WireContainer container, string field, ContainerContent content)
    {
        var env = new List<EnvVar>();
        for (var at = 0; at < (container.EnvFrom?.Count ?? 0); at++)
            env.AddRange(FromMap(container.EnvFrom![at], $"{field}.envFrom[{at}]", content));
        for (var at = 0; at < (container.Env?.Count ?? 0); at++)
            if (ToVariable(container.Env![at], $"{field}.env[{at}]", content) is { } variable) env.Add(variable);
        return env;
    }

    /// <summary>Null for an optional reference to what is not there: Kubernetes leaves the variable out.</summary>
    private static EnvVar? ToVariable(WireEnvVar? wire, string field, ContainerContent content)
    {
        var name = PodMapping.Required(wire?.Name, field + ".name");
        if (wire!.ValueFrom is not { } source || !string.IsNullOrEmpty(wire.Value)) return new EnvVar(name, wire.Value ?? "");
        var (kind, reference, maps) = source switch
        {
            { ConfigMapKeyRef: { } key } => ("configMapKeyRef", key, content.ConfigMaps),
            { SecretKeyRef: { } key } => ("secretKeyRef", key, content.Secrets),
            _ => ("", new WireKeyRef(), []),
        };
        if (kind.Length == 0) return new EnvVar(name, "", UnresolvedField(source));
        if (maps.GetValueOrDefault(reference.Name ?? "")?.Find(reference.Key ?? "") is { } bytes) return new EnvVar(name, Encoding.UTF8.GetString(bytes));
        return reference.Optional == true ? null : new EnvVar(name, "", $"{kind} {reference.Name}/{reference.Key}");
    }

    private static string UnresolvedField(WireEnvSource source) => source switch
    {
        { FieldRef.FieldPath: { } path } => "fieldRef " + path,
        { ResourceFieldRef.Resource: { } resource } => "resourceFieldRef " + resource,
        _ => "valueFrom",
    };

    private static IEnumerable<EnvVar> FromMap(WireEnvFrom? wire, string field, ContainerContent content)
    {
        var (part, reference, maps) = wire switch
        {
            { ConfigMapRef: { } map } => ("configMapRef", map, content.ConfigMaps),
            { SecretRef: { } secret } => ("secretRef", secret, content.Secrets),
            _ => throw new WireFaultException(field, "neither configMapRef nor secretRef"),
        };
        if (maps.GetValueOrDefault(reference.Name ?? "") is { } files)
            return files.Keys.Order(StringComparer.Ordinal).Select(key => new EnvVar(wire.Prefix + key, Encoding.UTF8.GetString(files.Find(key)!)));
        return reference.Optional == true ? [] : throw new WireFaultException($"{field}.{part}", "was not resolved and its content was not sent");
    }
}
