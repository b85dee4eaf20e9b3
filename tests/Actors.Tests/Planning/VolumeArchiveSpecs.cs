using System.Formats.Tar;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class VolumeArchiveSpecs
{
    [Theory]
    [InlineData("f", 0)]
    [InlineData("f", 1)]
    [InlineData("f", 512)]
    [InlineData("f", 513)]
    [InlineData("a/b/c", 3)]
    [InlineData("é/ü", 3)]
    public void Its_size_is_known_before_it_is_built(string path, int content) =>
        AssertSize([new VolumeFile(path, 420, new byte[content], "spec.volumes[0].items")]);

    [Fact]
    public void So_it_is_for_names_of_every_length()
    {
        for (var length = 80; length <= 120; length++)
            AssertSize([
                new VolumeFile(new string('x', length), 420, new byte[1], "spec.volumes[0].items"),
                new VolumeFile(new string('d', length) + "/é", 420, new byte[1], "spec.volumes[0].items"),
            ]);
        for (var length = 480; length <= 530; length++)
            AssertSize([
                new VolumeFile(
                    $"{new string('d', 200)}/{new string('e', 200)}/{new string('x', length - 402)}",
                    420,
                    new byte[1],
                    "spec.volumes[0].items"
                ),
            ]);
    }

    [Fact]
    public void Folders_that_files_share_are_written_once_before_what_is_in_them()
    {
        using var tar = new TarReader(
            new MemoryStream(
                VolumeArchive.Of(
                    [
                        new FilesVolume(
                            "v",
                            [new("a/b/x", 420, default, "f"), new("a/y", 420, default, "f"), new("a/b/z", 420, default, "f")]
                        ),
                    ],
                    true,
                    1,
                    new FieldFaults()
                )
            )
        );
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
            names.Add(entry.Name);
        Assert.Equal(
            ["volumes/", "volumes/v/", "volumes/v/a/", "volumes/v/a/b/", "volumes/v/a/b/x", "volumes/v/a/y", "volumes/v/a/b/z"],
            names
        );
    }

    private static void AssertSize(VolumeFile[] files)
    {
        FilesVolume[] volumes = [new("volume", files), new("empty", [])];
        foreach (var withContent in new[] { true, false })
        {
            var archive = VolumeArchive.Of(volumes, withContent, 1, new FieldFaults());
            Assert.Equal(VolumeArchive.SizeOf(volumes, withContent), archive.Length);
            // Were the archive longer than was counted it could not have been written; were it shorter, an entry would lie in the last
            // two blocks.
            Assert.All(archive[^1024..], octet => Assert.Equal(0, octet));
            using var tar = new TarReader(new MemoryStream(archive));
            long last = 0;
            while (tar.GetNextEntry() is { } entry)
                last = entry.DataOffset + (entry.Length + 511) / 512 * 512;
            Assert.Equal(archive.Length - 1024, last);
        }
    }
}
