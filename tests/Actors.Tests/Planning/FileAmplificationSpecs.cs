using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.Amplification;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>Files, mounts and secrets that are few in a request and large as a job.</summary>
public sealed class FileAmplificationSpecs
{
    [Fact]
    public void A_ConfigMap_that_a_thousand_volumes_show_counts_a_thousand_times()
    {
        var content = new byte[1 << 20];
        var volumes = Enumerable
            .Range(0, 1000)
            .Select(i => new FilesVolume($"v{i}", [new VolumeFile("f", 0b110_100_100, content, "spec.volumes[0].items")]))
            .ToArray();
        AssertCheap(
            "spec.volumes: the pod's files come to 1049601536 bytes "
                + "as they are sent to the job; the limit is 134217728 bytes (MaxPodFilesMiB)",
            Of(Container() with { Mounts = [.. volumes.Select(v => new VolumeMount(v.Name, "/" + v.Name, null, true))] }) with
            {
                Volumes = volumes,
            }
        );
    }

    [Fact]
    public void A_volume_that_many_containers_mount_is_sent_once()
    {
        var containers = Enumerable
            .Range(0, 100)
            .Select(i => Container($"c{i}") with { Mounts = [new VolumeMount("v", "/v", null, true)] })
            .ToArray();
        var pod = Of(containers) with
        {
            Volumes = [new FilesVolume("v", [new VolumeFile("f", 0b110_100_100, new byte[1 << 20], "spec.volumes[0].items")])],
        };
        Assert.Equal((1 << 20) + 5 * 512, Content(Planned(pod, Site with { MaxPodFilesMiB = 2 }), "volumes.tar").Length);
    }

    [Fact]
    public void A_file_below_two_thousand_folders_counts_with_its_folders()
    {
        var deep = string.Join('/', Enumerable.Repeat("a", 2000));
        var pod = Of(Container() with { Mounts = [new VolumeMount("v", "/v", null, true)] }) with
        {
            Volumes =
            [
                new FilesVolume(
                    "v",
                    [
                        .. Enumerable
                            .Range(0, 30)
                            .Select(i => new VolumeFile($"d{i}/{deep}"[..3990], 0b110_100_100, new byte[1], "spec.volumes[0].items")),
                    ]
                ),
            ],
        };
        AssertCheap("spec.volumes: the pod's files come to ", pod, mostMiB: 400);
    }

    [Fact]
    public void A_job_script_counts_as_a_file() =>
        Assert.Equal(
            "jobScript: comes to 1048577 bytes; the limit is 1048576 bytes (MaxPodFilesMiB)",
            Refusal(Of(Container()) with { JobScript = new string('x', (1 << 20) + 1) }, Site with { MaxPodFilesMiB = 1 })
        );

    [Fact]
    public void Mounts_by_annotation_come_into_every_container_and_count_in_each()
    {
        var mounts = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"/cvmfs:/m{i}"));
        AssertCheap(
            "(MaxPlanMiB)",
            Of([.. Enumerable.Range(0, 2000).Select(i => Container($"c{i}"))]) with
            {
                Annotations = new Dictionary<string, string> { ["slurm-job.vk.io/singularity-mounts"] = mounts },
            },
            mostMiB: 400
        );
    }

    [Fact]
    public void A_mounts_expression_grows_no_longer_than_a_path() =>
        AssertCheap(
            "spec.containers[0].volumeMounts[0].subPathExpr: ",
            Of(
                Container() with
                {
                    Env = [Large],
                    Mounts = [new VolumeMount("v", "/v", null, false) { SubPathExpr = string.Concat(Enumerable.Repeat("$(A)", 100_000)) }],
                }
            ) with
            {
                Volumes = [new EmptyDirVolume("v")],
            }
        );

    [Fact]
    public void A_pull_secret_that_is_named_a_thousand_times_is_read_once()
    {
        var config = System.Text.Encoding.UTF8.GetBytes(
            "{\"auths\":{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"r{i}\":{{}}")) + "}}"
        );
        var once = Allocated(() => Planned(Of(Container()) with { PullSecrets = [new PullSecret("s", config)] }));
        var often = Allocated(() =>
            Planned(Of(Container()) with { PullSecrets = [.. Enumerable.Repeat(new PullSecret("s", config), 1000)] })
        );
        Assert.True(often < 2 * once + (1 << 20), $"{often} bytes for a thousand names, {once} for one");
    }
}
