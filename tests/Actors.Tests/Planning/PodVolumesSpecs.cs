using System.Formats.Tar;
using System.Text;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodVolumesSpecs
{
    private static PodSpec Mounting(params VolumeSpec[] volumes) =>
        Of(Container() with { Mounts = [.. volumes.Select((v, i) => new VolumeMount(v.Name, $"/m{i}", null, false))] }) with
        {
            Volumes = volumes,
        };

    [Fact]
    public void A_real_tar_unpacks_names_modes_and_bytes_as_they_were()
    {
        byte[] binary = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var deep = new string('d', 120) + "/" + new string('e', 200);
        var pod = Planned(
            Mounting(
                new FilesVolume(
                    "conf",
                    [
                        Text("run.sh", "#!/bin/sh\n", 493),
                        Text("a/b/it's $(id)\"é😀", "x"),
                        new VolumeFile("bin", 256, binary, "spec.volumes[0].items"),
                        Text(deep, "long"),
                        Text("empty", ""),
                    ]
                )
            )
        );

        var folder = Directory.CreateTempSubdirectory("volumes-");
        try
        {
            var archive = Path.Combine(folder.FullName, "volumes.tar");
            File.WriteAllBytes(archive, Content(pod, "volumes.tar").ToArray());
            var unpacked = Shell.Run("tar", ["-xpf", archive, "-C", folder.FullName]);
            Assert.Equal((0, ""), (unpacked.ExitCode, unpacked.Output));

            var root = Path.Combine(folder.FullName, "volumes", "conf");
            Assert.Equal("#!/bin/sh\n", File.ReadAllText(Path.Combine(root, "run.sh")));
            Assert.Equal("755\n", Shell.Run("stat", ["-c", "%a", Path.Combine(root, "run.sh")]).Output);
            Assert.Equal("x", File.ReadAllText(Path.Combine(root, "a/b/it's $(id)\"é😀")));
            Assert.Equal(binary, File.ReadAllBytes(Path.Combine(root, "bin")));
            Assert.Equal("400\n", Shell.Run("stat", ["-c", "%a", Path.Combine(root, "bin")]).Output);
            Assert.Equal("long", File.ReadAllText(Path.Combine(root, deep)));
            Assert.Equal("", File.ReadAllText(Path.Combine(root, "empty")));
        }
        finally
        {
            TestFolder.Remove(folder.FullName);
        }
    }

    [Fact]
    public void Same_named_keys_of_two_volumes_stay_apart() =>
        Assert.Equal(
            [("volumes/one/key", "1"), ("volumes/two/key", "2")],
            Unpacked(Planned(Mounting(new FilesVolume("one", [Text("key", "1")]), new FilesVolume("two", [Text("key", "2")]))))
        );

    [Fact]
    public void A_later_source_of_one_path_wins() =>
        Assert.Equal([("volumes/v/a/k", "2")], Unpacked(Planned(Mounting(new FilesVolume("v", [Text("a/k", "1"), Text("a//k", "2")])))));

    [Fact]
    public void A_volume_that_nobody_mounts_does_not_leave_this_machine()
    {
        var pod = Planned(Of(Container()) with { Volumes = [new FilesVolume("v", [Text("token", "s3cret")]), new EmptyDirVolume("e")] });
        Assert.Equal(["plan"], pod.Files.Select(f => f.Name));
        Assert.Equal(["", "0"], Sourced(pod, "archive", "emptydirs"));
    }

    [Fact]
    public void A_pod_whose_content_did_not_come_is_refused_where_it_is_mounted_and_the_site_exports_content()
    {
        var pod = Mounting(new FilesVolume("v", []) { Missing = "configMap" });
        Assert.Equal(
            "spec.volumes[0].configMap: interLink did not send its content; check that it exists in the pod's namespace",
            Refusal(pod)
        );
        Planned(pod, Site with { ExportPodData = false });
        Planned(pod with { Containers = [Container()] });
    }

    [Fact]
    public void Where_pod_data_is_not_exported_the_folders_come_empty()
    {
        var pod = Planned(Mounting(new FilesVolume("v", [Text("a/token", "s3cret")])), Site with { ExportPodData = false });
        Assert.Empty(Unpacked(pod));
        Assert.Contains("volumes/v/", Entries(pod).Select(e => e.Name));
    }

    [Fact]
    public void Shared_folders_are_made_by_the_runner_once_each()
    {
        var pod = Mounting(new EmptyDirVolume("one"), new EmptyDirVolume("two"));
        pod = pod with { InitContainers = [pod.Containers[0] with { Name = "init" }] };
        Assert.Equal(["2", "one", "two", ""], Sourced(Planned(pod), "emptydirs", "emptydir_1", "emptydir_2", "archive"));
    }

    [Theory]
    [InlineData("../x", """spec.volumes[0].items: "../x" must not have .. in it""")]
    [InlineData("a/../b", """spec.volumes[0].items: "a/../b" must not have .. in it""")]
    [InlineData("/etc/passwd", """spec.volumes[0].items: "/etc/passwd" must be a relative path""")]
    [InlineData("./", """spec.volumes[0].items: "./" is not a file's path""")]
    [InlineData("", "spec.volumes[0].items: missing")]
    [InlineData("..", """spec.volumes[0].items: ".." must not have .. in it""")]
    [InlineData("..data", """spec.volumes[0].items: "..data" must not start with ..""")]
    [InlineData("a\nb", """spec.volumes[0].items: "a?b" has a control character in it""")]
    public void A_path_that_leaves_its_volume_is_refused_even_if_nobody_mounts_it(string path, string words) =>
        Assert.Equal(words, Refusal(Of(Container()) with { Volumes = [new FilesVolume("v", [Text(path, "x")])] }));

    [Fact]
    public void A_name_too_long_for_a_file_system_is_refused() =>
        Assert.EndsWith(
            "is too long for a file system",
            Refusal(Mounting(new FilesVolume("v", [Text(new string('é', 128), "x")]))),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_path_cannot_be_a_file_and_a_folder() =>
        Assert.Equal(
            """spec.volumes[0].items: "a/b" is given as a file and as a folder""",
            Refusal(Mounting(new FilesVolume("v", [Text("a/b/c", "x"), Text("a/b", "y")])))
        );

    [Fact]
    public void Names_of_volumes_are_labels_and_unique()
    {
        Assert.Equal(
            """spec.volumes[1].name: "v" is used twice""",
            Refusal(Mounting(new EmptyDirVolume("v")) with { Volumes = [new EmptyDirVolume("v"), new EmptyDirVolume("v")] })
        );
        Assert.StartsWith(
            """spec.volumes[0].name: "../v" is not a DNS label""",
            Refusal(Of(Container()) with { Volumes = [new EmptyDirVolume("../v")] }),
            StringComparison.Ordinal
        );
    }

    private static List<TarEntry> Entries(PlannedPod pod)
    {
        using var tar = new TarReader(new MemoryStream(Content(pod, "volumes.tar").ToArray()));
        List<TarEntry> entries = [];
        while (tar.GetNextEntry(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }

    private static IEnumerable<(string, string)> Unpacked(PlannedPod pod) =>
        from entry in Entries(pod)
        where entry.EntryType == TarEntryType.RegularFile
        select (entry.Name, entry.DataStream is null ? "" : new StreamReader(entry.DataStream, Encoding.UTF8).ReadToEnd());
}
