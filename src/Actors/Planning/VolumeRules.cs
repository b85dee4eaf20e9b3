using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Volumes that are served, or can be by the site.</summary>
internal static class VolumeRules
{
    private const string Volume = "spec.volumes";
    private const string Sources = Volume + ".projected.sources";
    private const string BySite =
        "a folder of the execute nodes where the site says which one (VolumeFolders), else refused where it is mounted";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new(Volume + ".name", Honoured, ""),
        new(Volume + ".configMap", Honoured, "its content comes with the request; refused without it, unless optional"),
        .. Keyed(Volume + ".configMap"),
        new(Volume + ".configMap.name", Honoured, ""),
        new(Volume + ".configMap.defaultMode", Honoured, ""),
        new(Volume + ".secret", Honoured, "likewise; files on the node are the job's user's only"),
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
        new(Volume + ".downwardAPI", Honoured, "as it was when the pod was created"),
        .. Fields(Volume + ".downwardAPI"),
        new(Volume + ".downwardAPI.defaultMode", Honoured, ""),
        new(Volume + ".emptyDir", Honoured, "a folder of the job; shared by the pod's containers"),
        new(Volume + ".emptyDir.medium", Honoured, "Memory: below /dev/shm; huge pages are refused where mounted"),
        new(
            Volume + ".emptyDir.sizeLimit",
            Honoured,
            "counted to the job's disk or memory request; its use is measured every 10 s, and over it the pod is evicted, as a kubelet does"
        ),
        new(
            Volume + ".hostPath",
            Honoured,
            "only below the folders that the site allows (AllowedHostPaths, by default /cvmfs, none where Restricted), else "
                + "refused where it is mounted"
        ),
        new(Volume + ".hostPath.path", Honoured, ""),
        new(Volume + ".hostPath.type", Honoured, "checked on the execute node"),
        new(Volume + ".ephemeral", Honoured, "as an emptyDir: it lives no longer"),
        new(
            Volume + ".ephemeral.volumeClaimTemplate",
            Honoured,
            "its storage request is the size limit; its class and access modes say nothing here"
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
            new(source + ".items.path", Honoured, "folders too"),
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
            new(source + ".items.resourceFieldRef.*", Warned, "likewise"),
        ];
}
