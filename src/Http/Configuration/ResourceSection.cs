using HtcondorActors.Actors.Settings;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>What a job asks HTCondor for.</summary>
internal static class ResourceSection
{
    public static ConfigSection Section { get; } =
        new(
            "Resources",
            "These keys say what a job asks HTCondor for.",
            [
                Key.Whole(
                    nameof(SidecarConfig.DefaultCpus),
                    "CPUs of a pod that asks for none and whose flavor says nothing.",
                    1,
                    1024,
                    (c, v) => c with { DefaultCpus = v }
                ),
                Key.Whole(
                    nameof(SidecarConfig.DefaultMemoryMiB),
                    "Memory of a pod that asks for none and whose flavor says nothing.",
                    1,
                    16777216,
                    (c, v) => c with { DefaultMemoryMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Whole(
                    nameof(SidecarConfig.DefaultDiskMiB),
                    "Disk of a pod that asks for none and whose flavor says nothing. 0: HTCondor's own default.",
                    0,
                    16777216,
                    (c, v) => c with { DefaultDiskMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Whole(
                    nameof(SidecarConfig.DefaultGraceSeconds),
                    "Time from SIGTERM to SIGKILL for a pod without terminationGracePeriodSeconds.",
                    0,
                    86400,
                    (c, v) => c with { DefaultGraceSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.ExtendedResources),
                    "HTCondor's names of Kubernetes resources. A pod that asks for another extended resource is refused.",
                    "a map of resources to HTCondor's names",
                    (c, v) => c with { ExtendedResources = v },
                    SiteKeys.ResourceFault
                ) with
                {
                    Example = """
                      xilinx.com/fpga: Fpgas                    # request_Fpgas = N
                    """,
                },
                ConfigMaps.List<SidecarConfig, Flavor>(
                    nameof(SidecarConfig.Flavors),
                    "Named sizes of jobs. A flavor gives a pod what the pod does not ask for itself. The annotation "
                        + "htcondor-job.vk.io/flavor (or slurm-job.vk.io/flavor) chooses one. Else a pod that asks for GPUs gets the first "
                        + "flavor with Gpus. Else DefaultFlavor holds.",
                    SiteKeys.OfFlavor,
                    new Flavor(""),
                    (c, v) => c with { Flavors = v },
                    flavor => flavor.Name.Length > 0 ? null : nameof(Flavor.Name)
                ) with
                {
                    Example = """
                      - Name: gpu-large
                        Description: two big GPUs
                        Cpus: 16
                        MemoryMiB: 65536
                        DiskMiB: 102400
                        Gpus: 2
                        SubmitCommands: {require_gpus: "Capability >= 8.0"}
                    """,
                },
                Key.Line(
                    nameof(SidecarConfig.DefaultFlavor),
                    "The flavor of a pod that neither names one nor asks for GPUs. Empty: none.",
                    (c, v) => c with { DefaultFlavor = v }
                ),
            ]
        );
}
