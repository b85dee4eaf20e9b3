using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class HostPathsSpecs
{
    private static PodSpec Mounting(VolumeSpec volume, bool readOnly = false) =>
        Of(Container() with { Mounts = [new("v", "/m", null, readOnly)] }) with
        {
            Volumes = [new EmptyDirVolume("first"), volume],
        };

    private static string Planned(VolumeSpec volume, SitePolicy? site = null) =>
        string.Join(
            ' ',
            Sourced(
                SamplePod.Planned(Mounting(volume), site),
                "hostpaths",
                "hostpath_1_name",
                "hostpath_1_path",
                "hostpath_1_root",
                "hostpath_1_type",
                "c1_bind_1_source",
                "c1_bind_1_mode"
            )
        );

    [Fact]
    public void A_path_below_an_allowed_folder_is_served_from_the_longest_one_that_holds_it()
    {
        Assert.Equal(
            "1 v /cvmfs/x.org/a /cvmfs Directory volumes/v rw",
            Planned(new HostPathVolume("v", "/cvmfs//x.org/./a/", "Directory"))
        );
        var site = Site with { AllowedHostPaths = ["/data/", "/data/shared", "/data/shar"] };
        Assert.Equal("1 v /data/shared/x /data/shared  volumes/v rw", Planned(new HostPathVolume("v", "/data/shared/x", ""), site));
        Assert.Equal(
            "1 v /etc / File volumes/v rw",
            Planned(new HostPathVolume("v", "/etc", "File"), Site with { AllowedHostPaths = ["/"] })
        );
    }

    [Theory]
    [InlineData("/etc", "", "path: \"/etc\" is not below a folder that pods may mount here (AllowedHostPaths: /cvmfs)")]
    [InlineData("/cvmfs2/x", "", "path: \"/cvmfs2/x\" is not below a folder that pods may mount here (AllowedHostPaths: /cvmfs)")]
    [InlineData("/cvmfs/../etc", "", "path: \"/cvmfs/../etc\" must not have .. in it")]
    [InlineData("cvmfs", "", "path: \"cvmfs\" must be an absolute path")]
    [InlineData("/cvmfs", "Dir", "type: \"Dir\" is not one of Directory DirectoryOrCreate File FileOrCreate Socket CharDevice BlockDevice")]
    public void Any_other_path_is_refused_where_it_is_mounted_and_harms_nobody_else(string path, string type, string words)
    {
        var volume = new HostPathVolume("v", path, type);
        Assert.Equal("spec.volumes[1].hostPath." + words, Refusal(Mounting(volume)));
        Assert.Equal(["0"], Sourced(SamplePod.Planned(Of(Container()) with { Volumes = [volume] }), "hostpaths"));
    }

    [Fact]
    public void Where_the_site_allows_none_it_says_so() =>
        Assert.EndsWith(
            "is not below a folder that pods may mount here (AllowedHostPaths: there are none)",
            Refusal(Mounting(new HostPathVolume("v", "/cvmfs", "")), Site with { AllowedHostPaths = [] }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_claim_is_the_folder_that_the_site_names()
    {
        var site = Site with
        {
            VolumeFolders = new Dictionary<string, string> { ["pvc/default/x"] = "/ceph/x", ["nfs/srv/export/a"] = "/nfs/a" },
        };
        Assert.Equal("1 v /ceph/x /ceph/x Directory volumes/v rw", Planned(new SiteVolume("v", "pvc/default/x", false), site));
        Assert.Equal("1 v /nfs/a /nfs/a Directory volumes/v ro", Planned(new SiteVolume("v", "nfs/srv/export/a", true), site));
    }

    [Theory]
    [InlineData("pvc/ns/x", "persistentVolumeClaim \"x\" is not served here: the site names no folder for pvc/ns/x (VolumeFolders)")]
    [InlineData("csi/d.example", "csi \"d.example\" is not served here: the site names no folder for csi/d.example (VolumeFolders)")]
    [InlineData("nfs/srv/a/b", "nfs \"srv/a/b\" is not served here: the site names no folder for nfs/srv/a/b (VolumeFolders)")]
    public void A_claim_without_a_folder_is_refused_in_words_that_an_administrator_can_use(string source, string words) =>
        Assert.Equal("spec.volumes[1]: " + words, Refusal(Mounting(new SiteVolume("v", source, false))));

    [Fact]
    public void Empty_folders_are_made_on_disk_or_in_memory() =>
        Assert.Equal(
            ["1", "v", "0"],
            Sourced(SamplePod.Planned(Mounting(new EmptyDirVolume("v", InMemory: true))), "memorydirs", "memorydir_1", "emptydirs")
        );
}
