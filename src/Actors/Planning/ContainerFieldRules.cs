using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Fields of containers and init containers.</summary>
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
            "a name with the site's prefix, a URI, an absolute path (below AllowedImagePaths), or host: no container at all "
                + "(AllowHostImages)"
        ),
        new("spec.containers.imagePullPolicy", Honoured, "about the site's image cache; without one images are fetched by every job"),
        new(
            "spec.containers.command",
            Honoured,
            "instead of the image's entrypoint; $(NAME) is expanded; at most 960 KiB as Apptainer passes it on, one word at "
                + "most 127.5 KiB. Image host: an interpreter (sh, bash, python ...) alone, with one argument that is no file of "
                + "the node, runs that text as a script"
        ),
        new("spec.containers.args", Honoured, "byte for byte; $(NAME) is expanded"),
        new("spec.containers.workingDir", Honoured, "absent: that of the image, else /. It is read from OCI images, and a folder has none"),
        new(
            "spec.containers.env",
            Honoured,
            "in order, the last of one name wins; every name that Kubernetes takes, every value byte for byte. Image host: odd "
                + "names need perl on the node"
        ),
        new(Env + ".name", Honoured, ""),
        new(Env + ".value", Honoured, "$(NAME) is expanded"),
        new(From, Honoured, "from what the request carries, else refused"),
        new(From + ".configMapKeyRef", Honoured, "where it came with the request, else refused, or left out if optional"),
        new(From + ".configMapKeyRef.*", Honoured, ""),
        new(From + ".secretKeyRef", Honoured, "where it came with the request, else refused, or left out if optional"),
        new(From + ".secretKeyRef.*", Honoured, ""),
        new(
            From + ".fieldRef",
            Honoured,
            "metadata, spec.nodeName, spec.serviceAccountName, status.podIP, status.hostIP as the request has them, else refused"
        ),
        new(From + ".fieldRef.*", Honoured, ""),
        new(
            From + ".resourceFieldRef",
            Honoured,
            "from the containers' requests and limits; a limit that is not set, and one on CPUs beyond them, is what the job asks for"
        ),
        new(From + ".resourceFieldRef.*", Honoured, ""),
        new(From + ".fileKeyRef", Refused, "variables out of files are not served"),
        new(
            "spec.containers.envFrom",
            Honoured,
            "from what the request carries, else refused, or left out if optional; bytes of a Secret that are no UTF-8 are refused"
        ),
        new("spec.containers.envFrom.prefix", Honoured, ""),
        new("spec.containers.envFrom.configMapRef", Honoured, ""),
        new("spec.containers.envFrom.configMapRef.*", Honoured, ""),
        new("spec.containers.envFrom.secretRef", Honoured, ""),
        new("spec.containers.envFrom.secretRef.*", Honoured, ""),
        new("spec.containers.ports", Honoured, "names for probes and hooks; a program's port is the machine's"),
        new("spec.containers.ports.name", Honoured, ""),
        new("spec.containers.ports.containerPort", Honoured, ""),
        new("spec.containers.ports.protocol", Honoured, "says nothing about the job"),
        new("spec.containers.ports.hostPort", Warned, "ignored: the machine's port is the one that the program opens"),
        new("spec.containers.ports.hostIP", Warned, "ignored: a program binds to the addresses that it chooses"),
        new("spec.containers.resources", Honoured, ""),
        new("spec.containers.resources.requests", Honoured, "summed as Kubernetes does, become the job's requests"),
        new(
            "spec.containers.resources.limits",
            Honoured,
            "where there is no request; a container over its memory limit is killed (OOMKilled), a pod over its "
                + "ephemeral-storage limit is evicted; of a log only what is still on the node's disk counts"
        ),
        new("spec.containers.resources.claims", Refused, "devices by claim are not served"),
        new("spec.containers.resizePolicy", Kubernetes, "a job does not change its size"),
        new("spec.containers.restartPolicy", Honoured, "of an init container Always: a sidecar; else instead of the pod's"),
        new("spec.containers.restartPolicyRules", Warned, "ignored: restartPolicy alone decides"),
        new("spec.containers.stdin", Honoured, "the standard input stays open and nothing comes: nobody can attach; absent: it is empty"),
        new("spec.containers.stdinOnce", Honoured, "nobody attaches, so nothing closes what stdin keeps open"),
        new("spec.containers.tty", Warned, "ignored: a job has no terminal"),
        new(
            "spec.containers.terminationMessagePath",
            Honoured,
            "in a volume: read from it, nothing is mounted there, and an unchanged file is no message; image host: not read"
        ),
        new("spec.containers.terminationMessagePolicy", Honoured, ""),
        new("spec.containers.volumeDevices", Refused, "block devices are not served"),
    ];
}

/// <summary>Probes and lifecycle hooks.</summary>
internal static class ProbeRules
{
    private const string Probe = "spec.containers.*Probe";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers.startupProbe", Honoured, "the others wait for it; failed: the container is stopped, and restarted by policy"),
        new("spec.containers.readinessProbe", Honoured, "shown as waiting until it succeeds, and whenever it fails"),
        new("spec.containers.livenessProbe", Honoured, "failed: the container is stopped, and restarted by policy"),
        .. Handler(Probe),
        new(Probe + ".exec.command", Honoured, "inside the running container; $(NAME) is expanded"),
        new(Probe + ".grpc", Refused, "grpc probes are not served: use exec, httpGet or tcpSocket"),
        new(Probe + ".initialDelaySeconds", Honoured, ""),
        new(Probe + ".periodSeconds", Honoured, "absent: 10"),
        new(Probe + ".timeoutSeconds", Honoured, "absent: 1"),
        new(Probe + ".successThreshold", Honoured, "absent: 1"),
        new(Probe + ".failureThreshold", Honoured, "absent: 3"),
        new(Probe + ".terminationGracePeriodSeconds", Honoured, "of startup and liveness probes"),
        new("spec.containers.lifecycle", Honoured, ""),
        new(
            "spec.containers.lifecycle.postStart",
            Honoured,
            "right after the start; the next container starts when it is over; failed: the container is stopped"
        ),
        new("spec.containers.lifecycle.preStop", Honoured, "before SIGTERM, within the grace period"),
        new("spec.containers.lifecycle.stopSignal", Honoured, "instead of SIGTERM; real-time signals are refused"),
        .. Handler("spec.containers.lifecycle.*"),
        new("spec.containers.lifecycle.*.exec.command", Honoured, "inside the running container; nothing is expanded, as in Kubernetes"),
        new("spec.containers.lifecycle.*.sleep", Honoured, ""),
        new("spec.containers.lifecycle.*.sleep.seconds", Honoured, ""),
    ];

    private static FieldRule[] Handler(string holder) =>
        [
            new(holder + ".exec", Honoured, ""),
            new(holder + ".httpGet", Honoured, "from the execute node"),
            new(holder + ".httpGet.scheme", Honoured, "certificates are not checked"),
            new(holder + ".httpGet.host", Honoured, "absent: the machine's loopback, where the container's ports are"),
            new(holder + ".httpGet.port", Honoured, "a number, or a name out of ports"),
            new(holder + ".httpGet.path", Honoured, ""),
            new(holder + ".httpGet.httpHeaders", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.name", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.value", Honoured, ""),
            new(holder + ".tcpSocket", Honoured, "from the execute node"),
            new(holder + ".tcpSocket.host", Honoured, "absent: the machine's loopback"),
            new(holder + ".tcpSocket.port", Honoured, "a number, or a name out of ports"),
        ];
}

/// <summary>How containers mount volumes. Image host has no mounts: its volumes are in the job's folder.</summary>
internal static class MountRules
{
    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers.volumeMounts", Honoured, "image host: warned about, its volumes are below ./volumes of the job's folder"),
        new("spec.containers.volumeMounts.name", Honoured, ""),
        new(
            "spec.containers.volumeMounts.mountPath",
            Honoured,
            "not /.singularity.d, which is Apptainer's own; below /dev only a place that the container has without the volume, "
                + "like /dev/shm"
        ),
        new("spec.containers.volumeMounts.subPath", Honoured, ""),
        new("spec.containers.volumeMounts.subPathExpr", Honoured, "of the container's variables"),
        new("spec.containers.volumeMounts.readOnly", Honoured, "configMap, secret, projected and downwardAPI are always read-only"),
        new("spec.containers.volumeMounts.recursiveReadOnly", Warned, "ignored: what is mounted inside a volume keeps its own mode"),
        new("spec.containers.volumeMounts.mountPropagation", Warned, "ignored: mounts made later are not seen by others"),
    ];
}
