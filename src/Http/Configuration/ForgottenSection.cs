using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Pods that were deleted in Kubernetes while no sidecar ran.</summary>
internal static class ForgottenSection
{
    public static ConfigSection Section { get; } =
        new(
            "Forgotten pods",
            "interLink asks for the delete of a pod once. A pod that is deleted in Kubernetes while no sidecar runs would run "
                + "to its end, and its files would stay. The sidecar knows such a pod by this: nobody asks for its status, while at "
                + "least half of the living pods are asked for. With two interLink servers on one sidecar, leave ForgottenPods at "
                + "Report.",
            [
                Key.Number(
                    nameof(SidecarConfig.ForgottenAfterMinutes),
                    "A pod is forgotten when nobody has asked for its status for this time. An ended pod counts until its end was "
                        + "asked for once, since the Virtual Kubelet does not ask again. No pod is forgotten while no "
                        + "living pod is asked for. 0: forgotten pods are not searched for.",
                    0,
                    527040,
                    (c, v) => c with { ForgottenAfterMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Number(
                    nameof(SidecarConfig.ForgottenEndedAfterDays),
                    "A pod whose end interLink knows, and that was never deleted, is forgotten this long after its end, unless "
                        + "somebody asked for its status during ForgottenAfterMinutes. Where the time of its end is not known, the "
                        + "time counts from the sidecar's start. "
                        + "With 0, or with ForgottenAfterMinutes: 0, such a pod is never forgotten.",
                    0,
                    3660,
                    (c, v) => c with { ForgottenEndedAfterDays = v }
                ) with
                {
                    Unit = "days",
                },
                Key.OneOf<ForgottenPodsRule>(
                    nameof(SidecarConfig.ForgottenPods),
                    "Report: a forgotten pod is named once in the log, and counted in the ping. Remove: it is named, and deleted with "
                        + "its job and files.",
                    (c, v) => c with { ForgottenPods = v }
                ),
            ]
        );
}
