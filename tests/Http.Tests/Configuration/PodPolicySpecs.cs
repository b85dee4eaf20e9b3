using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Configuration;

public sealed class PodPolicySpecs
{
    [Fact]
    public void Left_empty_every_door_is_open_as_before()
    {
        var site = Site("AllowPreExec:\nAllowedHostPaths:\n");
        var before = new SitePolicy();
        Assert.Equal((true, true, true, true), (site.AllowHostImages, site.AllowJobScripts, site.AllowPreExec, site.AllowApptainerOptions));
        Assert.Equal(before.AllowedImagePaths, site.AllowedImagePaths);
        Assert.Equal(before.AllowedHostPaths, site.AllowedHostPaths);
        Assert.Equal(
            (before.MaxContainers, before.MaxPlanMiB, before.MaxPodFilesMiB),
            (site.MaxContainers, site.MaxPlanMiB, site.MaxPodFilesMiB)
        );
    }

    [Fact]
    public void Restricted_closes_all_of_them_at_once()
    {
        var site = Site("Restricted: true");
        Assert.Equal(
            (false, false, false, false),
            (site.AllowHostImages, site.AllowJobScripts, site.AllowPreExec, site.AllowApptainerOptions)
        );
        Assert.Empty(site.AllowedImagePaths);
        Assert.Empty(site.AllowedHostPaths);
    }

    [Theory]
    [InlineData("Restricted: true\nAllowHostImages: true\nAllowedImagePaths: [/images]")]
    [InlineData("AllowedImagePaths: [/images]\nAllowHostImages: true\nRestricted: true")]
    public void A_key_that_is_set_counts_wherever_it_stands(string yaml)
    {
        var site = Site(yaml);
        Assert.Equal(
            (true, false, false, false),
            (site.AllowHostImages, site.AllowJobScripts, site.AllowPreExec, site.AllowApptainerOptions)
        );
        Assert.Equal(["/images"], site.AllowedImagePaths);
        Assert.Empty(site.AllowedHostPaths);
    }

    [Theory]
    [InlineData(
        "AllowHostImages: false\nAllowJobScripts: false\nAllowPreExec: false\nAllowApptainerOptions: false\n"
            + "AllowedImagePaths: []\nAllowedHostPaths: []"
    )]
    public void Each_is_closed_by_its_own_key(string yaml)
    {
        var (each, all) = (Site(yaml), Site("Restricted: true"));
        Assert.Equal(
            (all.AllowHostImages, all.AllowJobScripts, all.AllowPreExec, all.AllowApptainerOptions),
            (each.AllowHostImages, each.AllowJobScripts, each.AllowPreExec, each.AllowApptainerOptions)
        );
        Assert.Equal((0, 0), (each.AllowedImagePaths.Count, each.AllowedHostPaths.Count));
    }

    [Theory]
    [InlineData("AllowedImagePaths: [images]")]
    [InlineData("AllowedImagePaths: [/images/../etc]")]
    [InlineData("AllowedImagePaths: /images")]
    [InlineData("MaxContainers: 0")]
    [InlineData("MaxContainers: 10001")] // more than BodyObjectCounter lets in
    [InlineData("MaxPlanMiB: 257")]
    [InlineData("MaxPodFilesMiB: 4096")]
    public void What_is_none_of_it_stops_the_start(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        Assert.Single(folder.Read().Faults);
    }

    [Fact]
    public void Nothing_is_warned_about_that_nobody_opened()
    {
        Assert.Empty(Warnings(""));
        Assert.Empty(Warnings("Restricted: true"));
        Assert.Empty(Warnings("AllowedHostPaths: [/cvmfs, /data/pods]"));
        Assert.Empty(Warnings("AllowedImagePaths: [/cvmfs, /images]"));
        Assert.Empty(Warnings("AllowedHostPaths: [/cvmfs, /images2]\nAllowedImagePaths: [/cvmfs, /images]"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    public void The_whole_node_for_every_pod_is_one_line_at_the_start(string path) =>
        Assert.Equal(
            "AllowedHostPaths: / lets every pod mount any file of the execute nodes that the job's user can read or change",
            Assert.Single(Warnings($"AllowedHostPaths: [{path}]"))
        );

    [Theory]
    [InlineData("/etc")]
    [InlineData("/home/")]
    [InlineData("/var")]
    [InlineData("/proc")]
    public void So_is_a_folder_full_of_other_peoples_secrets(string path) =>
        Assert.StartsWith(
            $"AllowedHostPaths: {path.TrimEnd('/')} lets every pod mount ",
            Assert.Single(Warnings($"AllowedHostPaths: [{path}]")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("/srv")]
    [InlineData("/srv/sidecar/data")]
    [InlineData("/srv/sidecar/data/jobs")]
    public void So_is_one_that_holds_the_sidecars_own_data(string path) =>
        Assert.StartsWith(
            $"AllowedHostPaths: {path} holds this sidecar's own data (/srv/sidecar/data)",
            Assert.Single(Warnings($"DataRootFolder: /srv/sidecar/data\nAllowedHostPaths: [{path}]")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("/data", "/data/")]
    [InlineData("/data/pods", "/data")]
    [InlineData("/data", "/data/images")]
    public void Images_where_pods_can_write_are_told(string mounted, string images) =>
        Assert.Equal(
            $"AllowedImagePaths: pods can mount {mounted} (AllowedHostPaths) and perhaps write to it, and run images from "
                + $"{images.TrimEnd('/')}; "
                + "images belong where no pod can write",
            Assert.Single(Warnings($"AllowedHostPaths: [{mounted}]\nAllowedImagePaths: [/cvmfs, {images}]"))
        );

    [Fact]
    public void Each_door_that_is_open_in_spite_of_Restricted_is_told() =>
        Assert.Equal(
            [
                "Restricted: true, but AllowPreExec is set and lets pods run commands on the node before their containers; "
                    + "remove that line to close it",
                "Restricted: true, but AllowedHostPaths is set and lets pods mount what is below /cvmfs; remove that line to close it",
            ],
            Warnings("Restricted: true\nAllowPreExec: true\nAllowHostImages: false\nAllowedHostPaths: [/cvmfs]")
        );

    private static SitePolicy Site(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        return config.ToActorsOptions().Site;
    }

    private static IReadOnlyList<string> Warnings(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        return config.Warnings();
    }
}
