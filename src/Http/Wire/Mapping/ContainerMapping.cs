using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: containers as sent to containers as meant.</summary>
internal static class ContainerMapping
{
    public static List<ContainerSpec> ToContainers(List<WireContainer?>? wire, string field, PodField pod, PodContent content) =>
        [.. (wire ?? []).Select((container, at) => ToContainer(container, $"{field}[{at}]", pod, content))];

    private static ContainerSpec ToContainer(WireContainer? wire, string field, PodField pod, PodContent content)
    {
        if (wire is null)
            throw new WireFaultException(field, "null");
        var name = PodMapping.Required(wire.Name, field + ".name");
        var env = new EnvMapping(wire, field, pod, content, content.Of(name));
        return new ContainerSpec
        {
            Name = name,
            Image = PodMapping.Required(wire.Image, field + ".image"),
            Command = PodMapping.Words(wire.Command, field + ".command"),
            Args = PodMapping.Words(wire.Args, field + ".args"),
            Env = env.Env,
            UnresolvedEnvFrom = env.UnresolvedEnvFrom,
            WorkingDir = PodMapping.NullIfEmpty(wire.WorkingDir),
            Requests = PodMapping.TextMap(wire.Resources?.Requests),
            Limits = PodMapping.TextMap(wire.Resources?.Limits),
            Mounts = [.. (wire.VolumeMounts ?? []).Select((mount, at) => ToMount(mount, $"{field}.volumeMounts[{at}]"))],
            ImagePullPolicy = PodMapping.NullIfEmpty(wire.ImagePullPolicy),
            RestartPolicy = PodMapping.NullIfEmpty(wire.RestartPolicy),
            NamedPorts = NamedPorts(wire.Ports),
            StartupProbe = HandlerMapping.ToProbe(wire.StartupProbe, field + ".startupProbe"),
            ReadinessProbe = HandlerMapping.ToProbe(wire.ReadinessProbe, field + ".readinessProbe"),
            LivenessProbe = HandlerMapping.ToProbe(wire.LivenessProbe, field + ".livenessProbe"),
            PostStart = HandlerMapping.ToHook(wire.Lifecycle?.PostStart, field + ".lifecycle.postStart"),
            PreStop = HandlerMapping.ToHook(wire.Lifecycle?.PreStop, field + ".lifecycle.preStop"),
            StopSignal = PodMapping.NullIfEmpty(wire.Lifecycle?.StopSignal),
            TerminationMessagePath = PodMapping.NullIfEmpty(wire.TerminationMessagePath),
            TerminationMessagePolicy = PodMapping.NullIfEmpty(wire.TerminationMessagePolicy),
            Stdin = wire.Stdin ?? false,
            Security = SecurityMapping.ToSecurity(wire.SecurityContext),
        };
    }

    /// <summary>Of two ports of one name the first counts, as for the kubelet.</summary>
    private static Dictionary<string, int> NamedPorts(List<WirePort?>? wire)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var port in wire ?? [])
            if (port is { Name: { Length: > 0 } name, ContainerPort: { } number })
                ports.TryAdd(name, number);
        return ports;
    }

    private static VolumeMount ToMount(WireVolumeMount? wire, string field) =>
        wire is null
            ? throw new WireFaultException(field, "null")
            : new VolumeMount(
                PodMapping.Required(wire.Name, field + ".name"),
                PodMapping.Required(wire.MountPath, field + ".mountPath"),
                string.IsNullOrEmpty(wire.SubPath) ? null : RelativePath.Checked(wire.SubPath, field + ".subPath"),
                wire.ReadOnly ?? false
            )
            {
                SubPathExpr = PodMapping.NullIfEmpty(wire.SubPathExpr),
            };
}
