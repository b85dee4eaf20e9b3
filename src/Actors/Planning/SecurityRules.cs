using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>securityContext of the pod and of its containers: what an unprivileged Apptainer can do.</summary>
internal static class SecurityRules
{
    private const string NoSuch = "ignored: a container is confined as the job is, by the machine";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        .. Of("spec.securityContext"),
        new("spec.securityContext.fsGroup", Warned, "ignored: all files are those of the job's user"),
        new("spec.securityContext.fsGroupChangePolicy", Warned, "ignored: all files are those of the job's user"),
        new("spec.securityContext.supplementalGroups", Warned, "ignored: a container has one group"),
        new("spec.securityContext.supplementalGroupsPolicy", Warned, "ignored: a container has one group"),
        new("spec.securityContext.seLinuxChangePolicy", Warned, NoSuch),
        new("spec.securityContext.sysctls", Warned, "ignored: the kernel's settings are the machine's"),
        .. Of("spec.containers.securityContext"),
        new("spec.containers.securityContext.readOnlyRootFilesystem", Honoured, "image host: warned about"),
        new("spec.containers.securityContext.privileged", Warned, "ignored: nothing here has privileges to give"),
        new("spec.containers.securityContext.allowPrivilegeEscalation", Warned, "ignored: no program gains privileges in a container"),
        new("spec.containers.securityContext.capabilities", Warned, "ignored: a container has those of the job's user"),
        new("spec.containers.securityContext.procMount", Warned, NoSuch),
    ];

    private static FieldRule[] Of(string context) =>
        [
            new(context, Honoured, "as follows; a container's own members win"),
            new(
                context + ".runAsUser",
                Honoured,
                "as the id that the container sees; outside, everything is done by the job's user; of 0 RootIds says what chown does; "
                    + "image host: warned about"
            ),
            new(context + ".runAsGroup", Honoured, "likewise"),
            new(context + ".runAsNonRoot", Honoured, "refused together with runAsUser 0"),
            new(context + ".seccompProfile", Warned, NoSuch),
            new(context + ".appArmorProfile", Warned, NoSuch),
            new(context + ".seLinuxOptions", Warned, NoSuch),
            new(context + ".windowsOptions", Warned, "ignored: Linux is all there is"),
        ];
}
