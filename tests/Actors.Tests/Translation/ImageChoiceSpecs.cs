using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Translation.SamplePod;

namespace HtcondorActors.Actors.Tests.Translation;

public sealed class ImageChoiceSpecs
{
    private static readonly SitePolicy Overriding = Site with
    {
        ImageCacheFolder = "/var/cache/images",
        ImageOverrides = new Dictionary<string, string> { ["busybox:latest"] = "/images/busybox.sif", ["r:5000/app"] = "docker://mirror/app:1", ["a@sha256:1"] = "bare" },
    };

    [Theory]
    [InlineData("busybox:latest", "/images/busybox.sif")]
    [InlineData("busybox", "/images/busybox.sif")]
    [InlineData("busybox:1.36", "docker://busybox:1.36")]
    [InlineData("r:5000/app:latest", "docker://mirror/app:1")]
    [InlineData("r:5000/app", "docker://mirror/app:1")]
    [InlineData("a@sha256:1", "docker://bare")]
    public void The_site_may_put_another_image_in_the_place_of_one(string image, string text) => Assert.Equal(
        [text, "/var/cache/images"], Sourced(Planned(Of(Container() with { Image = image }), Overriding), "c1_image", "image_cache"));

    [Fact]
    public void A_tag_beside_a_digest_is_left_out_as_the_digest_counts() => Assert.Equal(
        ["docker://r:5000/a/b@sha256:abc"], Sourced(Planned(Of(Container() with { Image = "r:5000/a/b:1.2@sha256:abc" })), "c1_image"));

    [Theory]
    [InlineData("busybox", null, "always")]
    [InlineData("r:5000/busybox", null, "always")]
    [InlineData("busybox:latest", null, "always")]
    [InlineData("busybox:1", null, "ifnotpresent")]
    [InlineData("busybox@sha256:abc", null, "ifnotpresent")]
    [InlineData("busybox", "IfNotPresent", "ifnotpresent")]
    [InlineData("busybox:1", "Always", "always")]
    [InlineData("busybox", "Never", "never")]
    public void The_pull_policy_has_Kubernetes_default(string image, string? policy, string pull) => Assert.Equal(
        [pull], Sourced(Planned(Of(Container() with { Image = image, ImagePullPolicy = policy })), "c1_pull"));

    [Fact]
    public void A_policy_that_is_none_is_refused() => Assert.Equal(
        """spec.containers[0].imagePullPolicy: "Often" is not Always, IfNotPresent or Never""", Refusal(Of(Container() with { ImagePullPolicy = "Often" })));
}
