using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Rules of the fields of the pod itself.</summary>
internal static class PodRules
{
    private const string Placement = "chooses the node, before the pod reaches the sidecar";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new(
            "spec.containers",
            Honoured,
            "all in one job, side by side; at most MaxContainers (by default 2000), including init containers"
        ),
        new(
            "spec.initContainers",
            Honoured,
            "run one after another before the containers. The first that fails ends the pod, and the containers that did not start "
                + "are reported as ended with 128 and `ContainerStartNotReached`. With restartPolicy Always one keeps running beside "
                + "the containers"
        ),
        new("spec.ephemeralContainers", Warned, "ignored: nothing can be added to a job that runs"),
        new(
            "spec.volumes",
            Honoured,
            "by kind, see below; all files of mounted volumes together have at most MaxPodFilesMiB (by default 128)"
        ),
        new(
            "spec.restartPolicy",
            Honoured,
            "applied inside the job, with Kubernetes' back-off; absent means Never. A job script is never restarted"
        ),
        new("spec.terminationGracePeriodSeconds", Honoured, "the time from SIGTERM to SIGKILL; at most a year"),
        new(
            "spec.activeDeadlineSeconds",
            Honoured,
            "counted from the beginning of the job's run, not from the pod's start; it does not interrupt a command prefix or pre-exec"
        ),
        new("spec.resources", Honoured, "the pod's own requests and limits"),
        new("spec.resources.requests", Honoured, "become the job's requests"),
        new("spec.resources.limits", Honoured, "used as requests if there are none"),
        new("spec.resources.claims", Refused, "devices by claim are not served"),
        new(
            "spec.hostname",
            Honoured,
            "the containers' host name and /etc/hostname (image host: the machine's); absent: the machine's, not the pod's name"
        ),
        new("spec.hostnameOverride", Warned, "ignored: use spec.hostname"),
        new("spec.subdomain", Warned, "ignored: there is no cluster DNS on the execute node"),
        new("spec.setHostnameAsFQDN", Warned, "ignored: there is no cluster domain on the execute node"),
        new(
            "spec.hostAliases",
            Honoured,
            "added after the machine's /etc/hosts. If a volume is mounted at /etc, only if it has a file hosts"
        ),
        new("spec.hostAliases.ip", Honoured, ""),
        new("spec.hostAliases.hostnames", Honoured, ""),
        new(
            "spec.dnsPolicy",
            Honoured,
            "None: only dnsConfig. All others: the machine's resolv.conf, then dnsConfig (a node cannot reach the cluster's DNS)"
        ),
        new("spec.dnsConfig", Honoured, "if a volume is mounted at /etc, only if it has a file resolv.conf"),
        new("spec.dnsConfig.nameservers", Honoured, ""),
        new("spec.dnsConfig.searches", Honoured, "replaces the machine's"),
        new("spec.dnsConfig.options", Honoured, ""),
        new("spec.dnsConfig.options.name", Honoured, ""),
        new("spec.dnsConfig.options.value", Honoured, ""),
        new(
            "spec.imagePullSecrets",
            Honoured,
            "if a container mounts the Secret too. Otherwise interLink does not send its content, which causes a warning"
        ),
        new("spec.imagePullSecrets.name", Honoured, ""),
        new("spec.hostNetwork", Honoured, "always true: containers have the machine's network"),
        new("spec.hostPID", Warned, "ignored: each container sees its own processes only"),
        new("spec.hostIPC", Warned, "ignored: each container has its own IPC"),
        new("spec.hostUsers", Honoured, "has no effect: outside the container everything runs as the job's user"),
        new("spec.shareProcessNamespace", Warned, "ignored: each container sees its own processes only"),
        new("spec.runtimeClassName", Warned, "ignored: every container is run by Apptainer"),
        new("spec.os", Kubernetes, "Linux is all there is"),
        new("spec.os.name", Kubernetes, ""),
        new("spec.resourceClaims", Refused, "devices by claim are not served"),
        new("spec.nodeSelector", Kubernetes, Placement),
        new("spec.nodeName", Kubernetes, Placement + "; as spec.nodeName in env and files, and in the job ad"),
        new("spec.affinity", Kubernetes, Placement),
        new("spec.tolerations", Kubernetes, Placement),
        new("spec.topologySpreadConstraints", Kubernetes, Placement),
        new("spec.schedulerName", Kubernetes, Placement),
        new("spec.schedulingGates", Kubernetes, Placement),
        new("spec.priority", Kubernetes, Placement + "; the job's own is an annotation"),
        new("spec.priorityClassName", Kubernetes, Placement),
        new("spec.preemptionPolicy", Kubernetes, Placement),
        new("spec.overhead", Kubernetes, Placement),
        new("spec.readinessGates", Kubernetes, "evaluated in Kubernetes, not on the node"),
        new("spec.serviceAccountName", Kubernetes, "its token comes as a projected volume"),
        new("spec.serviceAccount", Kubernetes, "the old name of serviceAccountName"),
        new("spec.automountServiceAccountToken", Kubernetes, "the token comes as a projected volume"),
        new("spec.enableServiceLinks", Kubernetes, "variables of services come in env"),
    ];
}

/// <summary>Rules of the securityContext of pod and containers: what an unprivileged Apptainer can do.</summary>
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
        new("spec.containers.securityContext.readOnlyRootFilesystem", Honoured, "image host: a warning"),
        new("spec.containers.securityContext.privileged", Warned, "ignored: nothing here has privileges to give"),
        new("spec.containers.securityContext.allowPrivilegeEscalation", Warned, "ignored: no program gains privileges in a container"),
        new("spec.containers.securityContext.capabilities", Warned, "ignored: a container has those of the job's user"),
        new("spec.containers.securityContext.procMount", Warned, NoSuch),
    ];

    private static FieldRule[] Of(string context) =>
        [
            new(context, Honoured, "see below; a container's own members win"),
            new(
                context + ".runAsUser",
                Honoured,
                "the id that the container sees; outside, everything runs as the job's user. For 0, RootIds decides what chown does. "
                    + "Image host: a warning"
            ),
            new(context + ".runAsGroup", Honoured, "like runAsUser"),
            new(context + ".runAsNonRoot", Honoured, "refused together with runAsUser 0"),
            new(context + ".seccompProfile", Warned, NoSuch),
            new(context + ".appArmorProfile", Warned, NoSuch),
            new(context + ".seLinuxOptions", Warned, NoSuch),
            new(context + ".windowsOptions", Warned, "ignored: Linux is all there is"),
        ];
}

/// <summary>Rules of the volumes that are supported, or that a site can support.</summary>
internal static class VolumeRules
{
    private const string Volume = "spec.volumes";
    private const string Sources = Volume + ".projected.sources";
    private const string BySite =
        "a folder of the execute nodes, if the site names it in VolumeFolders; otherwise refused if a container mounts it";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new(Volume + ".name", Honoured, ""),
        new(Volume + ".configMap", Honoured, "its content comes with the request; refused without it, unless optional"),
        .. Keyed(Volume + ".configMap"),
        new(Volume + ".configMap.name", Honoured, ""),
        new(Volume + ".configMap.defaultMode", Honoured, ""),
        new(Volume + ".secret", Honoured, "like configMap; only the job's user can read the files on the node"),
        .. Keyed(Volume + ".secret"),
        new(Volume + ".secret.secretName", Honoured, ""),
        new(Volume + ".secret.defaultMode", Honoured, ""),
        new(Volume + ".projected", Honoured, "the Virtual Kubelet merges its sources"),
        new(Volume + ".projected.defaultMode", Honoured, ""),
        new(Sources, Honoured, ""),
        new(Sources + ".configMap", Honoured, "text only"),
        .. Keyed(Sources + ".configMap"),
        new(Sources + ".configMap.name", Honoured, ""),
        new(
            Sources + ".secret",
            Warned,
            "interLink sends no content for it: its files are there only where a container mounts that Secret by a volume of its own too"
        ),
        .. Keyed(Sources + ".secret"),
        new(Sources + ".secret.name", Honoured, ""),
        new(Sources + ".downwardAPI", Honoured, ""),
        .. Fields(Sources + ".downwardAPI"),
        new(Sources + ".serviceAccountToken", Honoured, "as the Virtual Kubelet sends it"),
        new(Sources + ".clusterTrustBundle", Refused, "interLink sends no content for it"),
        new(Sources + ".podCertificate", Refused, "interLink sends no content for it"),
        new(Volume + ".downwardAPI", Honoured, "the values are those at the pod's creation"),
        .. Fields(Volume + ".downwardAPI"),
        new(Volume + ".downwardAPI.defaultMode", Honoured, ""),
        new(Volume + ".emptyDir", Honoured, "a folder of the job, which the pod's containers share"),
        new(Volume + ".emptyDir.medium", Honoured, "Memory: below /dev/shm. Huge pages are refused if a container mounts the volume"),
        new(
            Volume + ".emptyDir.sizeLimit",
            Honoured,
            "added to the job's disk or memory request. The usage is measured every 10 s, and a pod over the limit is evicted"
        ),
        new(
            Volume + ".hostPath",
            Honoured,
            "only below the site's AllowedHostPaths (by default /cvmfs; none if Restricted); otherwise refused if a container "
                + "mounts it"
        ),
        new(Volume + ".hostPath.path", Honoured, ""),
        new(Volume + ".hostPath.type", Honoured, "checked on the execute node"),
        new(Volume + ".ephemeral", Honoured, "like an emptyDir, because both live as long as the pod"),
        new(
            Volume + ".ephemeral.volumeClaimTemplate",
            Honoured,
            "its storage request is the size limit; its class and access modes have no effect"
        ),
        new(Volume + ".persistentVolumeClaim", Honoured, BySite + ": pvc/NAMESPACE/CLAIM"),
        new(Volume + ".persistentVolumeClaim.claimName", Honoured, ""),
        new(Volume + ".persistentVolumeClaim.readOnly", Honoured, ""),
        new(Volume + ".csi", Honoured, BySite + ": csi/DRIVER"),
        new(Volume + ".csi.driver", Honoured, ""),
        new(Volume + ".csi.readOnly", Honoured, ""),
        new(Volume + ".csi.fsType", Warned, "ignored: the site's folder is what it is"),
        new(Volume + ".csi.volumeAttributes", Warned, "ignored: the site's folder is the same for all"),
        new(Volume + ".csi.nodePublishSecretRef", Warned, "ignored: nobody is asked for the site's folder"),
        new(Volume + ".nfs", Honoured, BySite + ": nfs/SERVER/PATH"),
        new(Volume + ".nfs.server", Honoured, ""),
        new(Volume + ".nfs.path", Honoured, ""),
        new(Volume + ".nfs.readOnly", Honoured, ""),
    ];

    private static FieldRule[] Keyed(string source) =>
        [
            new(source + ".items", Honoured, ""),
            new(source + ".items.key", Honoured, ""),
            new(source + ".items.path", Honoured, "may contain folders"),
            new(source + ".items.mode", Honoured, ""),
            new(source + ".optional", Honoured, ""),
        ];

    private static FieldRule[] Fields(string source) =>
        [
            new(source + ".items", Honoured, ""),
            new(source + ".items.path", Honoured, ""),
            new(source + ".items.mode", Honoured, ""),
            new(source + ".items.fieldRef", Honoured, "metadata"),
            new(source + ".items.fieldRef.*", Honoured, ""),
            new(source + ".items.resourceFieldRef", Warned, "interLink sends no content for it: the file is not there"),
            new(source + ".items.resourceFieldRef.*", Warned, "interLink sends no content for it: the file is not there"),
        ];
}

/// <summary>Rules of the kinds of volume that are not supported.</summary>
internal static class UnsupportedVolumeRules
{
    private static readonly string[] Kinds =
    [
        "awsElasticBlockStore",
        "azureDisk",
        "azureFile",
        "cephfs",
        "cinder",
        "fc",
        "flexVolume",
        "flocker",
        "gcePersistentDisk",
        "gitRepo",
        "glusterfs",
        "image",
        "iscsi",
        "photonPersistentDisk",
        "portworxVolume",
        "quobyte",
        "rbd",
        "scaleIO",
        "storageos",
        "vsphereVolume",
    ];

    public static IReadOnlyList<FieldRule> All { get; } =
    [.. Kinds.Select(kind => new FieldRule($"spec.volumes.{kind}", Refused, "volumes of this kind are not served"))];
}
