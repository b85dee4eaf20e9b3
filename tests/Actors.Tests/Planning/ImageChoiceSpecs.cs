using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ImageChoiceSpecs
{
    private static readonly SitePolicy Overriding = Site with
    {
        ImageCacheFolder = "/var/cache/images",
        ImageOverrides = new Dictionary<string, string>
        {
            ["busybox:latest"] = "/images/busybox.sif",
            ["r:5000/app"] = "docker://mirror/app:1",
            ["a@sha256:1"] = "bare",
        },
    };

    [Theory]
    [InlineData("busybox:latest", "/images/busybox.sif")]
    [InlineData("busybox", "/images/busybox.sif")]
    [InlineData("busybox:1.36", "docker://busybox:1.36")]
    [InlineData("r:5000/app:latest", "docker://mirror/app:1")]
    [InlineData("r:5000/app", "docker://mirror/app:1")]
    [InlineData("a@sha256:1", "docker://bare")]
    public void The_site_may_put_another_image_in_the_place_of_one(string image, string text) =>
        Assert.Equal(
            [text, "/var/cache/images"],
            Sourced(Planned(Of(Container() with { Image = image }), Overriding), "c1_image", "image_cache")
        );

    private static PodSpec Rooted(string key, string root, string image) =>
        Of(Container() with { Image = image }) with
        {
            Annotations = new Dictionary<string, string> { [key] = root },
        };

    public static TheoryData<string> Spellings =>
        [
            "htcondor-job.vk.io/image-root",
            "slurm-job.vk.io/image-root",
            "htcondor-job.knoc.io/image-root",
            "slurm-job.knoc.io/image-root",
            "interlink.eu/image-root",
        ];

    // interLink's own default configuration says docker:// on every pod.
    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_pods_image_root_with_a_scheme_goes_before_names_without_one_instead_of_the_sites_prefix_in_every_spelling(string key)
    {
        var site = Site with { ImagePrefix = "/images/" };
        IReadOnlyList<string> Image(string root, string image) => Sourced(Planned(Rooted(key, root, image), site), "c1_image");
        Assert.Equal(["docker://busybox:1"], Image("docker://", "busybox:1"));
        Assert.Equal(["oras://reg.example/busybox:1"], Image(" oras://reg.example/ ", "busybox:1"));
        Assert.Equal(["docker://ghcr.io/x/y:1"], Image("oras://", "docker://ghcr.io/x/y:1"));
        Assert.Equal(["/cvmfs/a.sif"], Image("docker://", "/cvmfs/a.sif"));
        Assert.Equal(["/a.sif"], Image("docker://", "/a.sif"));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_pods_image_root_that_is_a_path_goes_before_paths_outside_cvmfs_or_before_names_where_it_is_spelled_as_Slurms(string key)
    {
        var isSlurms = key.StartsWith("slurm-job.", StringComparison.Ordinal);
        IReadOnlyList<string> Image(string root, string image) => Sourced(Planned(Rooted(key, root, image)), "c1_image");
        Assert.Equal([isSlurms ? "/a.sif" : "/ceph/images/a.sif"], Image("/ceph/images", "/a.sif"));
        Assert.Equal([isSlurms ? "/a.sif" : "/ceph/images/a.sif"], Image("/ceph/images/", "/a.sif"));
        Assert.Equal(["/cvmfs/a.sif"], Image("/ceph/images", "/cvmfs/a.sif"));
        Assert.Equal([isSlurms ? "/ceph/images/busybox" : "docker://busybox"], Image("/ceph/images", "busybox"));
    }

    [Fact]
    public void A_pods_image_root_without_a_scheme_goes_between_the_sites_prefix_and_the_name() =>
        Assert.Equal(
            ["docker://reg.example/group/busybox"],
            Sourced(Planned(Rooted("slurm-job.vk.io/image-root", "reg.example/group/", "busybox")), "c1_image")
        );

    [Fact]
    public void An_empty_image_root_is_none() =>
        Assert.Equal(["docker://busybox"], Sourced(Planned(Rooted("slurm-job.vk.io/image-root", " ", "busybox")), "c1_image"));

    [Theory]
    [InlineData("two words", "busybox", "metadata.annotations")]
    [InlineData("-x", "busybox", "metadata.annotations")]
    [InlineData("/a/../b", "/a.sif", "metadata.annotations")]
    [InlineData("ftp://", "busybox", "spec.containers[0].image")]
    [InlineData("docker://", "../busybox", "spec.containers[0].image")]
    [InlineData("/ceph/images", "a/../../../etc", "spec.containers[0].image")]
    [InlineData("oci:/ceph/../", "etc", "spec.containers[0].image")]
    public void An_image_root_that_makes_no_image_is_refused(string root, string image, string field) =>
        Assert.StartsWith(field, Refusal(Rooted("slurm-job.vk.io/image-root", root, image)), StringComparison.Ordinal);

    [Fact]
    public void A_tag_beside_a_digest_is_left_out_as_the_digest_counts() =>
        Assert.Equal(
            ["docker://r:5000/a/b@sha256:abc"],
            Sourced(Planned(Of(Container() with { Image = "r:5000/a/b:1.2@sha256:abc" })), "c1_image")
        );

    [Theory]
    [InlineData("busybox", null, "always")]
    [InlineData("r:5000/busybox", null, "always")]
    [InlineData("busybox:latest", null, "always")]
    [InlineData("busybox:1", null, "ifnotpresent")]
    [InlineData("busybox@sha256:abc", null, "ifnotpresent")]
    [InlineData("busybox", "IfNotPresent", "ifnotpresent")]
    [InlineData("busybox:1", "Always", "always")]
    [InlineData("busybox", "Never", "never")]
    public void The_pull_policy_has_Kubernetes_default(string image, string? policy, string pull) =>
        Assert.Equal([pull], Sourced(Planned(Of(Container() with { Image = image, ImagePullPolicy = policy })), "c1_pull"));

    [Fact]
    public void A_policy_that_is_none_is_refused() =>
        Assert.Equal(
            """spec.containers[0].imagePullPolicy: "Often" is not Always, IfNotPresent or Never""",
            Refusal(Of(Container() with { ImagePullPolicy = "Often" }))
        );
}
