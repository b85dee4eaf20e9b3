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
