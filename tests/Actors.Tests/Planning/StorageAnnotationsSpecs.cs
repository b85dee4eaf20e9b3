using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class StorageAnnotationsSpecs
{
    private static PodSpec With(string key, string value, VolumeSpec? volume = null) =>
        Of(Container() with { Mounts = [new("soft", "/sw", null, true)] }) with
        {
            Annotations = new Dictionary<string, string> { [key] = value },
            Volumes = [volume ?? new SiteVolume("soft", "pvc/default/soft", false)],
        };

    [Fact]
    public void A_volume_that_stands_for_a_repository_is_the_nodes_folder_of_it() =>
        Assert.Equal(
            ["soft", "/cvmfs/atlas.cern.ch", "/cvmfs", "Directory"],
            Sourced(
                Planned(With("cvmfs.vk.io/soft", " atlas.cern.ch ")),
                "hostpath_1_name",
                "hostpath_1_path",
                "hostpath_1_root",
                "hostpath_1_type"
            )
        );

    [Theory]
    [InlineData("cvmfs.vk.io/soft", "../etc", "\"../etc\" is not the name of a CVMFS repository")]
    [InlineData("cvmfs.vk.io/soft", "", "\"\" is not the name of a CVMFS repository")]
    [InlineData("fuse.vk.io/soft", "mount x", "mount scripts are not served: a job has no right to mount")]
    public void What_no_job_can_do_is_refused(string key, string value, string words) =>
        Assert.Equal($"metadata.annotations[\"{key}\"]: {words}", Refusal(With(key, value)));

    [Fact]
    public void A_repository_for_a_volume_that_is_not_there_is_told() =>
        Assert.Equal(
            ["metadata.annotations[\"cvmfs.vk.io/other\"]: ignored: the pod has no volume of that name"],
            Planned(With("cvmfs.vk.io/other", "a.b", new EmptyDirVolume("soft"))).Outline.Warnings
        );
}
