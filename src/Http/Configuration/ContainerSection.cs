using HtcondorActors.Actors.Settings;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>How Apptainer runs a pod's containers on the execute node.</summary>
internal static class ContainerSection
{
    public static ConfigSection Section { get; } =
        new(
            "Containers",
            "These keys say how a pod's containers are run on the execute node.",
            [
                Key.Text(
                    nameof(SidecarConfig.CommandPrefix),
                    "Shell lines that run on the execute node before the containers.",
                    (c, v) => c with { CommandPrefix = v }
                ),
                Key.Line(
                    nameof(SidecarConfig.SingularityPath),
                    "The container program of the execute node. Empty: apptainer or, where that is missing, singularity, as found on "
                        + "PATH there.",
                    (c, v) => c with { SingularityPath = v }
                ),
                Key.Words(
                    nameof(SidecarConfig.SingularityDefaultOptions),
                    "Options that follow exec or run for every container, for example [\"--nv\"].",
                    (c, v) => c with { SingularityDefaultOptions = v }
                ),
                Key.Line(
                    nameof(SidecarConfig.ImagePrefix),
                    "Put before an image that is neither a path nor a URI.",
                    (c, v) => c with { ImagePrefix = v }
                ),
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.ImageOverrides),
                    "Images that are run instead of others. The key is the image as the pod has it.",
                    "a map of images to images",
                    (c, v) => c with { ImageOverrides = v },
                    SiteKeys.ImageFault
                ) with
                {
                    Example = """
                      docker.io/library/python:3.12: /cvmfs/images/python-3.12.sif
                    """,
                },
                Key.Number(
                    nameof(SidecarConfig.ImagePullMinutes),
                    "An image that cannot be pulled is tried again for this time, with the kubelet's waits (ErrImagePull, "
                        + "ImagePullBackOff). Then its container fails. One pull that takes longer is ended too. "
                        + "0: an image is tried once.",
                    0,
                    10080,
                    (c, v) => c with { ImagePullMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Line(
                    nameof(SidecarConfig.ImageCacheFolder),
                    "Folder of the execute nodes for pulled images. Empty: each job pulls for itself.",
                    (c, v) => c with { ImageCacheFolder = v },
                    "an absolute path",
                    SiteKeys.IsNodePath
                ),
                Key.OneOf<RootIds>(
                    nameof(SidecarConfig.RootIds),
                    "What root of a container (runAsUser 0) may do with other ids, as chown does. Mapped: the ids that /etc/subuid of "
                        + "the node gives the job's user. Emulated: chown succeeds and changes nothing. "
                        + "Fakeroot: the fakeroot command of the node. Single: chown fails. Auto: Mapped if all containers of the pod are "
                        + "root and it mounts no folder of the node, else Emulated, else Fakeroot "
                        + "(docs/runner-stream.md, \"Root in a container\").",
                    (c, v) => c with { RootIds = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.ExportPodData),
                    "false: volumes of ConfigMaps, Secrets and projected volumes are mounted empty. Their content never leaves this "
                        + "machine.",
                    (c, v) => c with { ExportPodData = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.ExpandEnvValues),
                    "true: $(NAME) in values of variables is expanded here. Set it only where the Virtual Kubelet runs with "
                        + "SkipDownwardAPIResolution: true. By default the Virtual Kubelet has expanded them itself.",
                    (c, v) => c with { ExpandEnvValues = v }
                ),
                Key.Truth(
                    nameof(SidecarConfig.DummyJob),
                    "true: a short sleep is submitted instead of each pod. This tests the way to the queue.",
                    (c, v) => c with { DummyJob = v }
                ) with
                {
                    Flag = "--dummy-job",
                },
            ]
        );
}
