using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Rules of the fields of containers and init containers.</summary>
internal static class ContainerRules
{
    private const string Env = "spec.containers.env";
    private const string From = Env + ".valueFrom";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers.name", Honoured, ""),
        new(
            "spec.containers.image",
            Honoured,
            "a name (after the site's ImagePrefix), a URI, an absolute path below AllowedImagePaths, or host, which runs without a "
                + "container (AllowHostImages)"
        ),
        new("spec.containers.imagePullPolicy", Honoured, "applies to the site's image cache; without a cache every job fetches its images"),
        new(
            "spec.containers.command",
            Honoured,
            "replaces the image's entrypoint; $(NAME) is expanded. At most 960 KiB as Apptainer passes it on, and 127.5 KiB for one "
                + "word. Image host: an interpreter (sh, bash, python ...) with a single argument that is not a file of the node "
                + "runs that text as a script"
        ),
        new("spec.containers.args", Honoured, "byte for byte; $(NAME) is expanded"),
        new("spec.containers.workingDir", Honoured, "absent: the image's, or else /. OCI images can have one; an unpacked folder has none"),
        new(
            "spec.containers.env",
            Honoured,
            "in order; the last entry of a name wins. Every name that Kubernetes accepts, and every value byte for byte. Image host: "
                + "names that a shell cannot set need perl on the node"
        ),
        new(Env + ".name", Honoured, ""),
        new(Env + ".value", Honoured, "$(NAME) is expanded"),
        new(From, Honoured, "if the request contains the value; otherwise refused"),
        new(From + ".configMapKeyRef", Honoured, "if the request contains it; otherwise refused, or left out if optional"),
        new(From + ".configMapKeyRef.*", Honoured, ""),
        new(From + ".secretKeyRef", Honoured, "if the request contains it; otherwise refused, or left out if optional"),
        new(From + ".secretKeyRef.*", Honoured, ""),
        new(
            From + ".fieldRef",
            Honoured,
            "metadata, spec.nodeName, spec.serviceAccountName, status.podIP, status.hostIP from the request; otherwise refused"
        ),
        new(From + ".fieldRef.*", Honoured, ""),
        new(
            From + ".resourceFieldRef",
            Honoured,
            "from the containers' requests and limits. An absent limit, or a CPU limit above the job's CPUs, gives the job's request"
        ),
        new(From + ".resourceFieldRef.*", Honoured, ""),
        new(From + ".fileKeyRef", Refused, "variables out of files are not served"),
        new(
            "spec.containers.envFrom",
            Honoured,
            "if the request contains it; otherwise refused, or left out if optional. Bytes of a Secret that are not UTF-8 are refused"
        ),
        new("spec.containers.envFrom.prefix", Honoured, ""),
        new("spec.containers.envFrom.configMapRef", Honoured, ""),
        new("spec.containers.envFrom.configMapRef.*", Honoured, ""),
        new("spec.containers.envFrom.secretRef", Honoured, ""),
        new("spec.containers.envFrom.secretRef.*", Honoured, ""),
        new("spec.containers.ports", Honoured, "the names are for probes and hooks; a program opens its ports on the machine itself"),
        new("spec.containers.ports.name", Honoured, ""),
        new("spec.containers.ports.containerPort", Honoured, ""),
        new("spec.containers.ports.protocol", Honoured, "does not affect the job"),
        new("spec.containers.ports.hostPort", Warned, "ignored: the machine's port is the one that the program opens"),
        new("spec.containers.ports.hostIP", Warned, "ignored: a program binds to the addresses that it chooses"),
        new("spec.containers.resources", Honoured, ""),
        new("spec.containers.resources.requests", Honoured, "added up as in Kubernetes; the sum becomes the job's requests"),
        new(
            "spec.containers.resources.limits",
            Honoured,
            "used as requests if there are none. A container over its memory limit is killed (OOMKilled). A pod over its "
                + "ephemeral-storage limit is evicted; a log counts only with what is still on the node's disk"
        ),
        new("spec.containers.resources.claims", Refused, "devices by claim are not served"),
        new("spec.containers.resizePolicy", Kubernetes, "a job does not change its size"),
        new(
            "spec.containers.restartPolicy",
            Honoured,
            "Always makes an init container a sidecar container; other values replace the pod's policy"
        ),
        new("spec.containers.restartPolicyRules", Warned, "ignored: restartPolicy alone decides"),
        new("spec.containers.stdin", Honoured, "true: the standard input stays open, but nobody can attach to it. Otherwise it is empty"),
        new("spec.containers.stdinOnce", Honoured, "has no effect, because nobody can attach"),
        new("spec.containers.tty", Warned, "ignored: a job has no terminal"),
        new(
            "spec.containers.terminationMessagePath",
            Honoured,
            "a path in a volume is read there, and a file that has not changed is not a message. Image host: not read"
        ),
        new("spec.containers.terminationMessagePolicy", Honoured, ""),
        new("spec.containers.volumeDevices", Refused, "block devices are not served"),
    ];
}

/// <summary>Rules of probes and lifecycle hooks.</summary>
internal static class ProbeRules
{
    private const string Probe = "spec.containers.*Probe";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new(
            "spec.containers.startupProbe",
            Honoured,
            "the other probes wait for it. If it fails, the container is stopped, and restarted by its policy"
        ),
        new("spec.containers.readinessProbe", Honoured, "the container is shown as waiting until it succeeds, and whenever it fails"),
        new("spec.containers.livenessProbe", Honoured, "if it fails, the container is stopped, and restarted by its policy"),
        .. Handler(Probe),
        new(Probe + ".exec.command", Honoured, "inside the running container; $(NAME) is expanded"),
        new(Probe + ".grpc", Refused, "grpc probes are not served: use exec, httpGet or tcpSocket"),
        new(Probe + ".initialDelaySeconds", Honoured, ""),
        new(Probe + ".periodSeconds", Honoured, "absent: 10"),
        new(Probe + ".timeoutSeconds", Honoured, "absent: 1"),
        new(Probe + ".successThreshold", Honoured, "absent: 1"),
        new(Probe + ".failureThreshold", Honoured, "absent: 3"),
        new(Probe + ".terminationGracePeriodSeconds", Honoured, "for startup and liveness probes only"),
        new("spec.containers.lifecycle", Honoured, ""),
        new(
            "spec.containers.lifecycle.postStart",
            Honoured,
            "runs right after the start, and the next container starts after it. If it fails, the container is stopped"
        ),
        new("spec.containers.lifecycle.preStop", Honoured, "runs before SIGTERM, within the grace period"),
        new("spec.containers.lifecycle.stopSignal", Honoured, "replaces SIGTERM; real-time signals are refused"),
        .. Handler("spec.containers.lifecycle.*"),
        new("spec.containers.lifecycle.*.exec.command", Honoured, "inside the running container; nothing is expanded, as in Kubernetes"),
        new("spec.containers.lifecycle.*.sleep", Honoured, ""),
        new("spec.containers.lifecycle.*.sleep.seconds", Honoured, ""),
    ];

    private static FieldRule[] Handler(string holder) =>
        [
            new(holder + ".exec", Honoured, ""),
            new(holder + ".httpGet", Honoured, "sent from the execute node"),
            new(holder + ".httpGet.scheme", Honoured, "certificates are not checked"),
            new(holder + ".httpGet.host", Honoured, "absent: the machine's loopback, where the container's ports are"),
            new(holder + ".httpGet.port", Honoured, "a number, or a name from ports"),
            new(holder + ".httpGet.path", Honoured, ""),
            new(holder + ".httpGet.httpHeaders", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.name", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.value", Honoured, ""),
            new(holder + ".tcpSocket", Honoured, "connects from the execute node"),
            new(holder + ".tcpSocket.host", Honoured, "absent: the machine's loopback"),
            new(holder + ".tcpSocket.port", Honoured, "a number, or a name from ports"),
        ];
}

/// <summary>Rules of volume mounts. Image host has no mounts: its volumes are in the job's folder.</summary>
internal static class MountRules
{
    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers.volumeMounts", Honoured, "image host: a warning; its volumes are below ./volumes in the job's folder"),
        new("spec.containers.volumeMounts.name", Honoured, ""),
        new(
            "spec.containers.volumeMounts.mountPath",
            Honoured,
            "not /.singularity.d, which is Apptainer's own. Below /dev only a path that the container has anyway, such as " + "/dev/shm"
        ),
        new("spec.containers.volumeMounts.subPath", Honoured, ""),
        new("spec.containers.volumeMounts.subPathExpr", Honoured, "expands the container's variables"),
        new("spec.containers.volumeMounts.readOnly", Honoured, "configMap, secret, projected and downwardAPI are always read-only"),
        new("spec.containers.volumeMounts.recursiveReadOnly", Warned, "ignored: what is mounted inside a volume keeps its own mode"),
        new("spec.containers.volumeMounts.mountPropagation", Warned, "ignored: mounts made later are not seen by others"),
    ];
}
