using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>The keys about pods and jobs: maps, and lists of maps.</summary>
public sealed class SiteKeysSpecs
{
    [Fact]
    public void All_faults_inside_of_maps_and_lists_are_listed_at_once_by_line_and_path()
    {
        using var folder = new ConfigFolder(
            """
            AllowedHostPaths: [/cvmfs, data]
            VolumeFolders:
              pvc/default: /x
              pvc/default/claim: x
              csi/a.b: [/x]
            ImageOverrides: /x.sif
            ImageCacheFolder: /a/../b
            ExtendedResources:
              fpga: Fpgas
              xilinx.com/fpga: GPUs
              intel.com/fpga: "F P"
            Flavors:
              - Cpus: 0
                MemoryMB: 5
                gpus: 1
              - small
              - Name: a
                SubmitCommands: {hold: false, rank: "1\nqueue 100"}
              - Description: nameless
              - Name: a
            DefaultFlavor: b
            SubmitCommands:
              executable: /bin/sh
              requirements: "true) || (true"
              "a b": 1
            AllowedSubmitCommands: [rank, executable]
            AllowPreExec: "no"
            DefaultDiskMiB: -1
            """
        );
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: AllowedHostPaths: a list is given, a list of absolute paths is expected",
                "SidecarConfig.yaml:3: VolumeFolders.pvc/default: pvc/NAMESPACE/CLAIM, csi/DRIVER or nfs/SERVER/PATH is "
                    + "expected as the key",
                "SidecarConfig.yaml:4: VolumeFolders.pvc/default/claim: an absolute path is expected",
                "SidecarConfig.yaml:5: VolumeFolders.csi/a.b: a list is given, one line of text is expected",
                "SidecarConfig.yaml:6: ImageOverrides: text is given, a map of images to images is expected",
                "SidecarConfig.yaml:7: ImageCacheFolder: text is given, an absolute path is expected",
                "SidecarConfig.yaml:9: ExtendedResources.fpga: a resource's name (example.com/thing, hugepages-2Mi) is expected as the key",
                "SidecarConfig.yaml:10: ExtendedResources.xilinx.com/fpga: HTCondor's name of a resource other than Cpus, "
                    + "Memory, Disk and Gpus is expected",
                "SidecarConfig.yaml:11: ExtendedResources.intel.com/fpga: HTCondor's name of a resource other than Cpus, "
                    + "Memory, Disk and Gpus is expected",
                "SidecarConfig.yaml:13: Flavors[0].Cpus: 0 is given, a whole number from 1 to 1024 is expected",
                "SidecarConfig.yaml:14: Flavors[0].MemoryMB: no such key; did you mean MemoryMiB?",
                "SidecarConfig.yaml:15: Flavors[0].gpus: no such key; did you mean Gpus?",
                "SidecarConfig.yaml:16: Flavors[1]: text is given, a map is expected",
                "SidecarConfig.yaml:18: Flavors[2].SubmitCommands.hold: a command that the sidecar sets itself",
                "SidecarConfig.yaml:18: Flavors[2].SubmitCommands.rank: text is given, one line of text is expected",
                "SidecarConfig.yaml:19: Flavors[3].Name: missing",
                "SidecarConfig.yaml:23: SubmitCommands.executable: a command that the sidecar sets itself",
                "SidecarConfig.yaml:24: SubmitCommands.requirements: not a ClassAd expression: it has a closing ) too many at character 5",
                "SidecarConfig.yaml:25: SubmitCommands.a b: not a submit command's name",
                "SidecarConfig.yaml:26: AllowedSubmitCommands: a list is given, a list of words out of accounting_group, "
                    + "priority, requirements, rank, concurrency_limits, require_gpus, nice_user is expected",
                "SidecarConfig.yaml:27: AllowPreExec: text is given, true or false is expected",
                "SidecarConfig.yaml:28: DefaultDiskMiB: -1 is given, a whole number from 0 to 16777216 is expected",
            ],
            folder.Read().Faults
        );
    }

    [Fact]
    public void What_the_site_says_of_pods_is_the_policy_that_pods_are_planned_by()
    {
        using var folder = new ConfigFolder(
            """
            DefaultDiskMiB: 2048
            AllowedHostPaths: []
            VolumeFolders: {nfs/server/export: /mnt/export}
            ImageOverrides: {"busybox:1": /x.sif}
            ImageCacheFolder: /var/cache/images
            ExtendedResources: {xilinx.com/fpga: Fpgas}
            Flavors:
              - {Name: small, Cpus: 2, SubmitCommands: {priority: -5, nice_user: true}}
            DefaultFlavor: small
            SubmitCommands: {+ProjectName: '"x"'}
            AllowedSubmitCommands: [rank]
            AllowPreExec: false
            RootIds: emulated
            """
        );
        var (config, faults) = folder.Read();
        Assert.Empty(faults);

        var site = config.ToActorsOptions().Site;

        Assert.Equal(
            (2048, "/var/cache/images", "small", false),
            (site.DefaultDiskMiB, site.ImageCacheFolder, site.DefaultFlavor, site.AllowPreExec)
        );
        Assert.Equal(
            ("/mnt/export", "/x.sif", "Fpgas"),
            (site.VolumeFolders["nfs/server/export"], site.ImageOverrides["busybox:1"], site.ExtendedResources["xilinx.com/fpga"])
        );
        Assert.Equal(RootIds.Emulated, site.RootIds);
        Assert.Empty(site.AllowedHostPaths);
        Assert.Equal(["rank"], site.AllowedSubmitCommands);
        Assert.Equal("\"x\"", site.SubmitCommands["+ProjectName"]);
        var flavor = Assert.Single(site.Flavors);
        Assert.Equal(
            ("small", 2, "-5", "true"),
            (flavor.Name, flavor.Cpus, flavor.SubmitCommands["priority"], flavor.SubmitCommands["nice_user"])
        );
    }

    [Fact]
    public void What_is_left_out_is_the_default_of_the_policy()
    {
        var site = new SidecarConfig().ToActorsOptions().Site;

        Assert.Null(site.DefaultDiskMiB);
        Assert.Equal(new SitePolicy().AllowedHostPaths, site.AllowedHostPaths);
        Assert.Equal(PodSubmitCommands.Names.Except(["nice_user"]), site.AllowedSubmitCommands);
        Assert.Equal((0, 0, 0, true), (site.Flavors.Count, site.SubmitCommands.Count, site.VolumeFolders.Count, site.AllowPreExec));
    }

    [Fact]
    public void A_map_that_holds_itself_is_a_fault_and_no_endless_reading()
    {
        using var folder = new ConfigFolder("Flavors: &a\n  - *a\n");
        Assert.NotEmpty(folder.Read().Faults);
    }
}
