using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class AnnotationMountsSpecs
{
    private const string Key = "slurm-job.vk.io/singularity-mounts";

    private static readonly SitePolicy Open = Site with { AllowedHostPaths = ["/cvmfs", "/data"] };

    private static PodSpec With(string text) =>
        Of(Container("one"), Container("two")) with
        {
            Annotations = new Dictionary<string, string> { [Key] = text },
        };

    [Theory]
    [InlineData("--bind /data/a:/a", "/data/a /a rw")]
    [InlineData("--bind=/data/a:/a:ro", "/data/a /a ro")]
    [InlineData("-B /data/a:/a:rw", "/data/a /a rw")]
    [InlineData("/data//a/", "/data/a /data/a rw")]
    [InlineData("/data/a::ro", "/data/a /data/a ro")]
    public void Every_form_is_read_and_holds_for_every_container(string text, string bind)
    {
        var pod = Planned(With(text), Open);
        var parts = bind.Split(' ');
        Assert.Equal(
            ["1", "bind.1", parts[0], "/data"],
            Sourced(pod, "hostpaths", "hostpath_1_name", "hostpath_1_path", "hostpath_1_root")
        );
        foreach (var k in new[] { 1, 2 })
            Assert.Equal(
                ["volumes/bind.1", parts[1], parts[2]],
                Sourced(pod, $"c{k}_bind_1_source", $"c{k}_bind_1_target", $"c{k}_bind_1_mode")
            );
    }

    [Fact]
    public void Several_are_taken_in_their_order() =>
        Assert.Equal(
            ["/data/a:/a", "/data/b:/b", "/data/c:/c:ro", "/d:/d"],
            AnnotationMounts.Specs("f", " --bind /data/a:/a,/data/b:/b\n -B=/data/c:/c:ro /d:/d ", new FieldFaults())
        );

    [Theory]
    [InlineData("/etc:/x", "\"/etc\" is not below a folder that pods may mount here (AllowedHostPaths: /cvmfs /data)")]
    [InlineData("/data/../etc:/x", "\"/data/../etc\" must not have .. in it")]
    [InlineData("/data/a:/x:ro:1", "\"/data/a:/x:ro:1\" is not SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro")]
    [InlineData("/data/a:/x:exec", "\"/data/a:/x:exec\" has a mode other than ro and rw")]
    [InlineData("/data/a:/", "nothing can be mounted over the whole container")]
    [InlineData(
        "/data/a:/.singularity.d/env",
        "\"/.singularity.d/env\" is in /.singularity.d, Apptainer's own folder: mount the volume somewhere else"
    )]
    [InlineData("/data/a:x", "\"x\" must be an absolute path")]
    [InlineData("--overlay /data/a", "\"--overlay\" is not an option that a pod may set")]
    [InlineData("--bind", "ends where a path is expected")]
    [InlineData("--bind --bind /data/a", "\"--bind\" stands where a path is expected")]
    [InlineData("/data/a:/x /data/b:/x", "\"/x\" is mounted twice")]
    public void What_is_not_a_pods_to_mount_is_refused(string text, string words) =>
        Assert.Equal($"metadata.annotations[\"{Key}\"]: {words}", Refusal(With(text), Open));

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 200)]
    public void No_text_mounts_anything_outside_the_allowed_folders(HostileText source, HostileText target)
    {
        foreach (var text in new[] { source.Value, $"--bind {source.Value}:{target.Value}", $"/data/{source.Value}:/{target.Value}" })
        {
            var faults = new FieldFaults();
            var mounts = AnnotationMounts.Of(With(text), Open, faults);
            Assert.All(
                mounts.Paths,
                path =>
                    Assert.True(
                        path.Path is "/data" or "/cvmfs"
                            || path.Path.StartsWith("/data/", StringComparison.Ordinal)
                            || path.Path.StartsWith("/cvmfs/", StringComparison.Ordinal)
                    )
            );
            Assert.All(mounts.Paths, path => Assert.DoesNotContain("..", path.Path.Split('/')));
            Assert.All(mounts.Binds, bind => Assert.StartsWith("/", bind.Target, StringComparison.Ordinal));
            if (faults.Any)
                Assert.StartsWith("metadata.annotations", faults.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(faults.ToString(), char.IsControl);
        }
    }
}
