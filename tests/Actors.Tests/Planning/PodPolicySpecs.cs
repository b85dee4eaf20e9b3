using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>What lets a pod out of its container: each is open by default, and each can be closed by a key that the refusal
/// names.</summary>
public sealed class PodPolicySpecs
{
    private static readonly SitePolicy Restricted = Site with
    {
        AllowHostImages = false,
        AllowJobScripts = false,
        AllowPreExec = false,
        AllowApptainerOptions = false,
        AllowedImagePaths = [],
        AllowedHostPaths = [],
    };

    private static readonly (string Key, PodSpec Pod, Func<SitePolicy, SitePolicy> Open)[] Doors =
    [
        ("AllowHostImages", Of(Container() with { Image = "host" }), site => site with { AllowHostImages = true }),
        (
            "AllowHostImages",
            Of(Container("other")) with
            {
                InitContainers = [Container() with { Image = "host" }],
            },
            site => site with { AllowHostImages = true }
        ),
        (
            "AllowJobScripts",
            Of(Container()) with
            {
                JobScript = "#!/bin/sh\ncat /etc/passwd\n",
            },
            site => site with { AllowJobScripts = true }
        ),
        ("AllowPreExec", Saying("slurm-job.vk.io/pre-exec", "cat /etc/passwd"), site => site with { AllowPreExec = true }),
        (
            "AllowPreExec",
            Saying("slurm-job.vk.io/pre-exec", "cat <<'EOFMESH' >$TMPDIR/mesh.sh\n:\nEOFMESH"),
            site => site with { AllowPreExec = true }
        ),
        ("AllowPreExec", Saying("interlink.eu/wstunnel-client-commands", "cat /etc/passwd"), site => site with { AllowPreExec = true }),
        (
            "AllowApptainerOptions",
            Saying("slurm-job.vk.io/singularity-options", "--nv"),
            site => site with { AllowApptainerOptions = true }
        ),
        ("AllowedImagePaths", OfImage("/"), site => site with { AllowedImagePaths = ["/"] }),
        ("AllowedImagePaths", OfImage("/images/a.sif"), site => site with { AllowedImagePaths = ["/images"] }),
        ("AllowedImagePaths", OfImage("//images/./a.sif"), site => site with { AllowedImagePaths = ["/images/"] }),
        ("AllowedImagePaths", OfImage("oci:/images/layout:tag"), site => site with { AllowedImagePaths = ["/images"] }),
        ("AllowedImagePaths", OfImage("oci-archive://images/a.tar"), site => site with { AllowedImagePaths = ["/images"] }),
        ("AllowedImagePaths", OfImage("docker-archive:/images/a.tar:x"), site => site with { AllowedImagePaths = ["/images"] }),
        ("AllowedHostPaths", Mounting(new HostPathVolume("v", "/cvmfs/x", "")), site => site with { AllowedHostPaths = ["/cvmfs"] }),
        (
            "AllowedHostPaths",
            Saying("slurm-job.vk.io/singularity-mounts", "--bind /cvmfs:/x"),
            site => site with { AllowedHostPaths = ["/cvmfs"] }
        ),
        (
            "AllowedHostPaths",
            Mounting(new EmptyDirVolume("v")) with
            {
                Annotations = new Dictionary<string, string> { ["cvmfs.vk.io/v"] = "atlas.cern.ch" },
            },
            site => site with { AllowedHostPaths = ["/cvmfs"] }
        ),
    ];

    public static TheoryData<int> EachDoor => [.. Enumerable.Range(0, Doors.Length)];

    [Theory, MemberData(nameof(EachDoor))]
    public void A_closed_door_is_a_refusal_that_names_its_key(int door) =>
        Assert.Contains(Doors[door].Key, Refusal(Doors[door].Pod, Restricted), StringComparison.Ordinal);

    [Theory, MemberData(nameof(EachDoor))]
    public void Its_key_alone_opens_it_again(int door) => Planned(Doors[door].Pod, Doors[door].Open(Restricted));

    [Theory, MemberData(nameof(EachDoor))]
    public void By_default_it_is_open_as_before(int door) => Planned(Doors[door].Pod);

    [Theory]
    [InlineData("host", "spec.containers[0].image: \"host\" runs on the node itself; the site does not allow it (AllowHostImages)")]
    [InlineData(
        "/etc",
        "spec.containers[0].image: \"/etc\" is a path of the node, "
            + "and not below one that the site allows (AllowedImagePaths: there are none)"
    )]
    [InlineData(
        "oci:/etc:x",
        "spec.containers[0].image: \"/etc\" is a path of the node, "
            + "and not below one that the site allows (AllowedImagePaths: there are none)"
    )]
    public void The_refusal_says_what_it_is(string image, string words) => Assert.Equal(words, Refusal(OfImage(image), Restricted));

    [Theory]
    [InlineData("/images2/a.sif")]
    [InlineData("/images/../etc")]
    [InlineData("/")]
    [InlineData("/image")]
    [InlineData("oci:/images/../etc")]
    [InlineData("oci-archive:/etc/a:/images/b")]
    [InlineData("docker-archive:/images2/x")]
    public void A_path_beside_the_allowed_folder_is_refused(string image) =>
        Assert.StartsWith(
            "spec.containers[0].image: ",
            Refusal(OfImage(image), Restricted with { AllowedImagePaths = ["/images"] }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("dir:/etc")]
    [InlineData("docker-daemon:/etc")]
    [InlineData("containers-storage:/etc")]
    [InlineData("sif:/etc")]
    [InlineData("localimage:/etc")]
    [InlineData("../etc")]
    [InlineData("./etc")]
    public void No_other_way_of_writing_reaches_a_file_of_the_node(string image)
    {
        var result = Actors.Planning.PodPlanner.Plan(OfImage(image), Restricted);
        // Where it is taken for a name, it is one of a registry.
        if (result.Plan is { } plan)
            Assert.StartsWith("docker://", plan.Plan!.Containers[0].Image, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_of_the_pods_own_and_the_sites_prefix_are_judged_where_they_lead()
    {
        var rooted = OfImage("/a.sif") with
        {
            Annotations = new Dictionary<string, string> { ["htcondor-job.knoc.io/image-root"] = "/etc" },
        };
        Assert.Contains("\"/etc/a.sif\"", Refusal(rooted, Restricted with { AllowedImagePaths = ["/images"] }), StringComparison.Ordinal);
        Assert.Contains(
            "\"/store/a.sif\"",
            Refusal(OfImage("a.sif"), Restricted with { ImagePrefix = "/store/" }),
            StringComparison.Ordinal
        );
        Planned(OfImage("a.sif"), Restricted with { ImagePrefix = "/store/", AllowedImagePaths = ["/store"] });
    }

    [Fact]
    public void What_the_site_itself_puts_in_an_images_place_is_no_pods_choice() =>
        Assert.Equal(
            "/secret/python.sif",
            Planned(
                OfImage("python"),
                Restricted with
                {
                    ImageOverrides = new Dictionary<string, string> { ["python"] = "/secret/python.sif" },
                }
            )
                .Plan!.Containers[0]
                .Image
        );

    [Fact]
    public void An_image_of_a_registry_needs_no_key() => Planned(OfImage("ghcr.io/x/y:1"), Restricted);

    [Fact]
    public void The_runner_is_told_the_longest_folder_that_the_image_must_not_leave()
    {
        var site = Restricted with { AllowedImagePaths = ["/images", "/images/group"] };
        Assert.Equal(["/images/group"], Sourced(Planned(OfImage("/images/group/a.sif"), site), "c1_image_folder"));
        Assert.Equal("/images", Planned(OfImage("oci:/images/a:x"), site).Plan!.Containers[0].ImageFolder);
        Assert.Equal("", Planned(OfImage("/images/a.sif")).Plan!.Containers[0].ImageFolder);
        Assert.Equal("", Planned(OfImage("busybox"), site).Plan!.Containers[0].ImageFolder);
    }

    private static PodSpec OfImage(string image) => Of(Container() with { Image = image });

    private static PodSpec Saying(string key, string value) =>
        Of(Container()) with
        {
            Annotations = new Dictionary<string, string> { [key] = value },
        };

    private static PodSpec Mounting(VolumeSpec volume) =>
        Of(Container() with { Mounts = [new VolumeMount("v", "/v", null, true)] }) with
        {
            Volumes = [volume],
        };
}
