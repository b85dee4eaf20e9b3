using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Fields of the pod itself.</summary>
internal static class PodRules
{
    private const string Placement = "chooses the node; decided when the pod comes here";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers", Honoured, "all in one job, side by side; at most MaxContainers (by default 2000), init containers counted"),
        new(
            "spec.initContainers",
            Honoured,
            "one after another before the containers; the first that fails ends the pod, and the others are told as ended with "
                + "128 and `ContainerStartNotReached`; with restartPolicy Always it goes on beside them"
        ),
        new("spec.ephemeralContainers", Warned, "ignored: nothing can be added to a job that runs"),
        new(
            "spec.volumes",
            Honoured,
            "by kind, see below; the files of all that are mounted come to at most MaxPodFilesMiB (by default 128)"
        ),
        new(
            "spec.restartPolicy",
            Honoured,
            "inside the job, with Kubernetes' back-off; absent means Never; of a job script nothing is restarted"
        ),
        new("spec.terminationGracePeriodSeconds", Honoured, "from SIGTERM to SIGKILL; at most a year"),
        new(
            "spec.activeDeadlineSeconds",
            Honoured,
            "counted from the first moment of the job's run, not from the pod's start; a command prefix or pre-exec is not interrupted"
        ),
        new("spec.resources", Honoured, "the pod's own requests and limits"),
        new("spec.resources.requests", Honoured, "become the job's requests"),
        new("spec.resources.limits", Honoured, "where there is no request"),
        new("spec.resources.claims", Refused, "devices by claim are not served"),
        new(
            "spec.hostname",
            Honoured,
            "the containers' host name and /etc/hostname (image host: the machine's); absent: the machine's, not the pod's name"
        ),
        new("spec.hostnameOverride", Warned, "ignored: use spec.hostname"),
        new("spec.subdomain", Warned, "ignored: there is no cluster DNS on the execute node"),
        new("spec.setHostnameAsFQDN", Warned, "ignored: there is no cluster domain on the execute node"),
        new("spec.hostAliases", Honoured, "after the machine's /etc/hosts; in a volume at /etc only over a file hosts that it has"),
        new("spec.hostAliases.ip", Honoured, ""),
        new("spec.hostAliases.hostnames", Honoured, ""),
        new(
            "spec.dnsPolicy",
            Honoured,
            "None: dnsConfig alone; all others: the machine's resolv.conf, then dnsConfig (the cluster's DNS is not reachable from there)"
        ),
        new("spec.dnsConfig", Honoured, "in a volume at /etc only over a file resolv.conf that it has"),
        new("spec.dnsConfig.nameservers", Honoured, ""),
        new("spec.dnsConfig.searches", Honoured, "instead of the machine's"),
        new("spec.dnsConfig.options", Honoured, ""),
        new("spec.dnsConfig.options.name", Honoured, ""),
        new("spec.dnsConfig.options.value", Honoured, ""),
        new(
            "spec.imagePullSecrets",
            Honoured,
            "where a container mounts the Secret too: else interLink does not send its content, which is warned about"
        ),
        new("spec.imagePullSecrets.name", Honoured, ""),
        new("spec.hostNetwork", Honoured, "always so: containers have the machine's network"),
        new("spec.hostPID", Warned, "ignored: each container sees its own processes only"),
        new("spec.hostIPC", Warned, "ignored: each container has its own IPC"),
        new("spec.hostUsers", Honoured, "the job's user is all that a container can be"),
        new("spec.shareProcessNamespace", Warned, "ignored: each container sees its own processes only"),
        new("spec.runtimeClassName", Warned, "ignored: every container is run by Apptainer"),
        new("spec.os", Kubernetes, "Linux is all there is"),
        new("spec.os.name", Kubernetes, ""),
        new("spec.resourceClaims", Refused, "devices by claim are not served"),
        new("spec.nodeSelector", Kubernetes, Placement),
        new("spec.nodeName", Kubernetes, Placement + "; as spec.nodeName in env and files"),
        new("spec.affinity", Kubernetes, Placement),
        new("spec.tolerations", Kubernetes, Placement),
        new("spec.topologySpreadConstraints", Kubernetes, Placement),
        new("spec.schedulerName", Kubernetes, Placement),
        new("spec.schedulingGates", Kubernetes, Placement),
        new("spec.priority", Kubernetes, Placement + "; the job's own is an annotation"),
        new("spec.priorityClassName", Kubernetes, Placement),
        new("spec.preemptionPolicy", Kubernetes, Placement),
        new("spec.overhead", Kubernetes, Placement),
        new("spec.readinessGates", Kubernetes, "judged by whoever waits for the pod"),
        new("spec.serviceAccountName", Kubernetes, "its token comes as a projected volume"),
        new("spec.serviceAccount", Kubernetes, "the old name of serviceAccountName"),
        new("spec.automountServiceAccountToken", Kubernetes, "the token comes as a projected volume"),
        new("spec.enableServiceLinks", Kubernetes, "variables of services come in env"),
    ];
}
