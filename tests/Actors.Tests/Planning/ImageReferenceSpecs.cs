using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ImageReferenceSpecs
{
    private static string Text(string image, string prefix = "docker://", ImageRoot? root = null) =>
        ImageReference.Parse("image", image, prefix, root, new FieldFaults()).Text;

    private static string Fault(string image, string prefix = "docker://", ImageRoot? root = null)
    {
        var faults = new FieldFaults();
        ImageReference.Parse("image", image, prefix, root, faults);
        return faults.ToString();
    }

    [Theory]
    [InlineData("busybox", "docker://busybox")]
    [InlineData("busybox:1.36", "docker://busybox:1.36")]
    [InlineData("ghcr.io/x/y@sha256:abc", "docker://ghcr.io/x/y@sha256:abc")]
    [InlineData("localhost:5000/hosts", "docker://localhost:5000/hosts")]
    [InlineData("ghost:5", "docker://ghost:5")]
    [InlineData("docker://busybox", "docker://busybox")]
    [InlineData("oras://ghcr.io/x/y:1", "oras://ghcr.io/x/y:1")]
    [InlineData("library://a/b/c:latest", "library://a/b/c:latest")]
    [InlineData("shub://a/b", "shub://a/b")]
    [InlineData("https://example.org/a.sif?x=1", "https://example.org/a.sif?x=1")]
    [InlineData("oci-archive:/data/a.tar", "oci-archive:/data/a.tar")]
    [InlineData("/images/a.sif", "/images/a.sif")]
    [InlineData("/images//sandbox/", "/images/sandbox")]
    [InlineData("/cvmfs/unpacked.cern.ch/x:latest", "/cvmfs/unpacked.cern.ch/x:latest")]
    public void It_becomes_what_Apptainer_takes(string image, string text) => Assert.Equal(text, Text(image));

    [Theory]
    [InlineData("/images/", "/images/busybox:1")]
    [InlineData("oras://reg.example/", "oras://reg.example/busybox:1")]
    public void A_bare_name_gets_the_prefix_of_the_site(string prefix, string text) => Assert.Equal(text, Text("busybox:1", prefix));

    [Fact]
    public void Only_the_word_host_alone_means_the_machine_itself()
    {
        Assert.True(ImageReference.Parse("image", "host", "docker://", null, new FieldFaults()).IsHost);
        Assert.False(ImageReference.Parse("image", "hosts", "docker://", null, new FieldFaults()).IsHost);
        Assert.False(ImageReference.Parse("image", "docker://host", "docker://", null, new FieldFaults()).IsHost);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" busybox")]
    [InlineData("busybox evil")]
    [InlineData("busybox\nevil")]
    [InlineData("--writable")]
    [InlineData("./a.sif")]
    [InlineData("../a.sif")]
    [InlineData("a/../../b")]
    [InlineData("/images/../etc")]
    [InlineData("$(id)")]
    [InlineData("a;b")]
    [InlineData("instance://other-pod")]
    [InlineData("docker://")]
    [InlineData("ftp://x/y")]
    public void Whatever_is_no_image_is_refused(string image) => Assert.StartsWith("image: ", Fault(image), StringComparison.Ordinal);

    [Fact]
    public void A_bare_name_is_refused_where_the_site_has_no_prefix() =>
        Assert.Contains("no prefix", Fault("busybox", ""), StringComparison.Ordinal);
}
