using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Kinds of volume that no job can have.</summary>
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
