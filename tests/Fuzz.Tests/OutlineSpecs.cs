using System.Text;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>The file by which a lost pod can be adopted: where folders are shared, a job may have written to it.</summary>
public sealed class OutlineSpecs
{
    private static readonly PodUid Uid = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001");

    [Fact]
    public void The_outline_in_a_folder_is_that_of_its_pod_or_there_is_a_line_why_not() =>
        Fuzz.Run(
            "outline",
            [.. Kept.Select(Content)],
            Mutations.Of("null", "[]", "\n", "pod-accepted.5", "job-left.1"),
            content =>
            {
                var (outline, fault) = OutlineFile.Read(new JobFileRead(content), Uid);
                Assert.Equal(outline is null, fault is not null);
                Assert.True(outline is null || (outline.Uid == Uid && outline.Containers.Count > 0));
                Assert.DoesNotContain('\n', fault ?? "");
            },
            inputs: 2000
        );

    /// <summary>Outlines of each version.</summary>
    [Fact]
    public void An_outline_of_an_earlier_version_is_read() =>
        Assert.All(Kept, file => Assert.NotNull(OutlineFile.Read(new JobFileRead(Content(file)), Uid).Outline));

    private static string[] Kept => Directory.GetFiles(RepositoryRoot.File("tests", "Fixtures", "journal"), "pod-accepted.*.json");

    private static byte[] Content(string file) =>
        [.. Encoding.UTF8.GetBytes(Path.GetFileNameWithoutExtension(file) + "\n"), .. File.ReadAllBytes(file)];
}
