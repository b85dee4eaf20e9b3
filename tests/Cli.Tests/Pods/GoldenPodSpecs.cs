namespace HtcondorActors.Cli.Tests.Pods;

/// <summary>tests/Fixtures/pods: each feature of a pod as a manifest, and beside it what is made of it.</summary>
public sealed class GoldenPodSpecs
{
    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetFiles(GoldenPod.Folder, "*.yaml")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_manifest_becomes_what_is_written_beside_it(string name)
    {
        var expected = Path.Combine(GoldenPod.Folder, name + ".expected.txt");
        var written = GoldenPod.Written(name);
        // HTCONDORACTORS_WRITE_DOCS=1 writes them anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
            File.WriteAllText(expected, written);
        else
            Assert.Equal(File.ReadAllText(expected), written);
    }

    [Fact]
    public void Nothing_is_expected_of_a_manifest_that_is_not_there() =>
        Assert.DoesNotContain(
            Directory
                .GetFiles(GoldenPod.Folder, "*.expected.txt")
                .Select(file => file.Replace(".expected.txt", ".yaml", StringComparison.Ordinal)),
            file => !File.Exists(file)
        );
}
