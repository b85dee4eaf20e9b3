using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps containers of the wire to <see cref="ContainerSpec"/>.</summary>
internal static class ContainerMapping
{
    public static List<ContainerSpec> ToContainers(List<WireContainer?>? wire, string field, PodField pod, PodContent content) =>
        // Like Go, reads a null in a list as an object without members.
        [.. (wire ?? []).Select((container, at) => ToContainer(container ?? new WireContainer(), $"{field}[{at}]", pod, content))];

    private static ContainerSpec ToContainer(WireContainer wire, string field, PodField pod, PodContent content)
    {
        var (name, faults) = (wire.Name ?? "", content.Faults);
        var env = new EnvMapping(wire, field, pod, content, content.Of(name));
        return new ContainerSpec
        {
            Name = name,
            Image = wire.Image ?? "",
            Command = PodMapping.Words(wire.Command, field + ".command", faults),
            Args = PodMapping.Words(wire.Args, field + ".args", faults),
            Env = env.Env,
            UnresolvedEnvFrom = env.UnresolvedEnvFrom,
            WorkingDir = PodMapping.NullIfEmpty(wire.WorkingDir),
            Requests = PodMapping.TextMap(wire.Resources?.Requests),
            Limits = PodMapping.TextMap(wire.Resources?.Limits),
            Mounts = [.. (wire.VolumeMounts ?? []).Select(ToMount)],
            ImagePullPolicy = PodMapping.NullIfEmpty(wire.ImagePullPolicy),
            RestartPolicy = PodMapping.NullIfEmpty(wire.RestartPolicy),
            NamedPorts = NamedPorts(wire.Ports),
            StartupProbe = HandlerMapping.ToProbe(wire.StartupProbe, field + ".startupProbe", faults),
            ReadinessProbe = HandlerMapping.ToProbe(wire.ReadinessProbe, field + ".readinessProbe", faults),
            LivenessProbe = HandlerMapping.ToProbe(wire.LivenessProbe, field + ".livenessProbe", faults),
            PostStart = HandlerMapping.ToHook(wire.Lifecycle?.PostStart, field + ".lifecycle.postStart", faults),
            PreStop = HandlerMapping.ToHook(wire.Lifecycle?.PreStop, field + ".lifecycle.preStop", faults),
            StopSignal = PodMapping.NullIfEmpty(wire.Lifecycle?.StopSignal),
            TerminationMessagePath = PodMapping.NullIfEmpty(wire.TerminationMessagePath),
            TerminationMessagePolicy = PodMapping.NullIfEmpty(wire.TerminationMessagePolicy),
            Stdin = wire.Stdin ?? false,
            Security = SecurityMapping.ToSecurity(wire.SecurityContext),
        };
    }

    /// <summary>If two ports have one name, the first counts, as in the kubelet.</summary>
    private static Dictionary<string, int> NamedPorts(List<WirePort?>? wire)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var port in wire ?? [])
            if (port is { Name: { Length: > 0 } name, ContainerPort: { } number })
                ports.TryAdd(name, number);
        return ports;
    }

    private static VolumeMount ToMount(WireVolumeMount? wire) =>
        new(wire?.Name ?? "", wire?.MountPath ?? "", PodMapping.NullIfEmpty(wire?.SubPath), wire?.ReadOnly ?? false)
        {
            SubPathExpr = PodMapping.NullIfEmpty(wire?.SubPathExpr),
        };
}
