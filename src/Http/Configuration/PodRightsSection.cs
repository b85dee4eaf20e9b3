using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>What lets a pod out of its container, and how large it may be.</summary>
internal static class PodRightsSection
{
    public static ConfigSection Section { get; } =
        new(
            "What a pod may do",
            "Without Restricted a pod can do on the node whatever the job's user can do (docs/security.md). Restricted closes "
                + "each key of this section that is left empty. A key that is set holds with and without Restricted. The log names at "
                + "each start what is open in spite of Restricted.",
            [
                Key.Truth(
                    nameof(SidecarConfig.Restricted),
                    "true: image host, job scripts, pre-exec, Apptainer's options, images by path and hostPath are refused, as far as "
                        + "their keys are left empty.",
                    (c, v) => c with { Restricted = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.AllowHostImages),
                    "Image host: the command runs on the execute node itself, without a container.",
                    (c, v) => c with { AllowHostImages = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.AllowJobScripts),
                    "jobScript of a create: a ready script, which runs on the execute node itself.",
                    (c, v) => c with { AllowJobScripts = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.AllowPreExec),
                    "Annotation pre-exec and tunnels: shell lines that run on the execute node before the containers.",
                    (c, v) => c with { AllowPreExec = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.AllowApptainerOptions),
                    "Annotation singularity-options: the pod chooses among options of Apptainer such as --nv and --fakeroot. None of "
                        + "them binds a folder.",
                    (c, v) => c with { AllowApptainerOptions = v }
                ),
                Key.Words(
                    nameof(SidecarConfig.AllowedImagePaths),
                    "Folders of the execute nodes for images and archives that pods name by path, for example [/cvmfs, /images]. "
                        + "Empty: all, or none where Restricted is true.",
                    (c, v) => c with { AllowedImagePaths = v },
                    "a list of absolute paths",
                    SiteKeys.IsNodePath
                ),
                Key.Words(
                    nameof(SidecarConfig.AllowedHostPaths),
                    "Folders of the execute nodes below which pods may mount (hostPath, annotation singularity-mounts). Empty: "
                        + "[/cvmfs], or none where Restricted is true.",
                    (c, v) => c with { AllowedHostPaths = v },
                    "a list of absolute paths",
                    SiteKeys.IsNodePath
                ),
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.VolumeFolders),
                    "Folders of the execute nodes that stand for claims, CSI drivers and NFS volumes. A pod with another such volume "
                        + "is refused.",
                    "a map of volumes to folders",
                    (c, v) => c with { VolumeFolders = v },
                    SiteKeys.VolumeFault
                ) with
                {
                    Example = """
                      pvc/default/results: /shared/results      # pvc/NAMESPACE/CLAIM
                      csi/cvmfs.csi.cern.ch: /cvmfs             # csi/DRIVER
                      nfs/nfs.example.org/export: /mnt/export   # nfs/SERVER/PATH
                    """,
                },
                Key.Whole(
                    nameof(SidecarConfig.MaxContainers),
                    "Most containers of one pod. Init containers and containers that stay in the cluster count. A larger pod is "
                        + "refused with 400.",
                    1,
                    10000,
                    (c, v) => c with { MaxContainers = v }
                ),
                Key.Whole(
                    nameof(SidecarConfig.MaxPlanMiB),
                    "Most arguments, variables and mounts of all containers of a pod together, as they are sent to the job. An "
                        + "accepted pod is not judged again.",
                    1,
                    256,
                    (c, v) => c with { MaxPlanMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Whole(
                    nameof(SidecarConfig.MaxPodFilesMiB),
                    "Most ConfigMaps and Secrets of a pod, as they are sent to the job: once for each volume that shows them.",
                    1,
                    1024,
                    (c, v) => c with { MaxPodFilesMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
            ]
        );
}
