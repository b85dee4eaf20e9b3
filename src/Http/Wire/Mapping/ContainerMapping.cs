using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: containers as sent to containers as meant.</summary>
internal static class ContainerMapping
{
    public static List<ContainerSpec> ToContainers(List<WireContainer?>? wire, string field, WireMetadata pod, PodContent content) =>
        [.. (wire ?? []).Select((container, at) => ToContainer(container, $"{field}[{at}]", pod, content))];

    private static ContainerSpec ToContainer(WireContainer? wire, string field, WireMetadata pod, PodContent content)
    {
        if (wire is null) throw new WireFaultException(field, "null");
        var name = PodMapping.Required(wire.Name, field + ".name");
        var env = new EnvMapping(wire, field, pod, content.Of(name));
        return new ContainerSpec
        {
            Name = name,
            Image = PodMapping.Required(wire.Image, field + ".image"),
            Command = Words(wire.Command, field + ".command"),
            Args = Words(wire.Args, field + ".args"),
            Env = env.Env,
            UnresolvedEnvFrom = env.UnresolvedEnvFrom,
            WorkingDir = string.IsNullOrEmpty(wire.WorkingDir) ? null : wire.WorkingDir,
            Requests = PodMapping.TextMap(wire.Resources?.Requests),
            Limits = PodMapping.TextMap(wire.Resources?.Limits),
            Mounts = [.. (wire.VolumeMounts ?? []).Select((mount, at) => ToMount(mount, $"{field}.volumeMounts[{at}]", env.Env))],
        };
    }

    private static VolumeMount ToMount(WireVolumeMount? wire, string field, List<EnvVar> env)
    {
        if (wire is null) throw new WireFaultException(field, "null");
        var subPath = string.IsNullOrEmpty(wire.SubPathExpr)
            ? wire.SubPath
            : SubPathExpression.Expand(wire.SubPathExpr, env, field + ".subPathExpr");
        return new VolumeMount(
            PodMapping.Required(wire.Name, field + ".name"),
            PodMapping.Required(wire.MountPath, field + ".mountPath"),
            string.IsNullOrEmpty(subPath) ? null : RelativePath.Checked(subPath, field + ".subPath"),
            wire.ReadOnly ?? false);
    }

    private static List<string> Words(List<string?>? wire, string field) =>
        [.. (wire ?? []).Select((word, at) => word ?? throw new WireFaultException($"{field}[{at}]", "null"))];
}
