using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

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
