using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps the securityContext of a pod or a container.</summary>
internal static class SecurityMapping
{
    public static SecuritySpec ToSecurity(WireSecurityContext? wire) =>
        wire is null
            ? SecuritySpec.None
            : new SecuritySpec
            {
                RunAsUser = wire.RunAsUser,
                RunAsGroup = wire.RunAsGroup,
                RunAsNonRoot = wire.RunAsNonRoot,
                ReadOnlyRootFilesystem = (wire as WireContainerSecurity)?.ReadOnlyRootFilesystem,
                Privileged = (wire as WireContainerSecurity)?.Privileged,
            };
}
