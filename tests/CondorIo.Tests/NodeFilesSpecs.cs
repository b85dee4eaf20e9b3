using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>By these files nodes see whether they share one data folder.</summary>
public sealed class NodeFilesSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-nodefiles.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task Nodes_with_one_folder_find_each_others_files_and_nodes_with_two_do_not()
    {
        using NodeFiles a = Of("shared"),
            b = Of("shared"),
            c = Of("other");
        await a.WriteAsync("a.example.org:25520", "one");
        Assert.Null(await b.DifferenceAsync("a.example.org:25520", "one"));
        Assert.EndsWith(
            "is not the folder of node a.example.org:25520, and all nodes must share one",
            await b.DifferenceAsync("a.example.org:25520", "its next process"),
            StringComparison.Ordinal
        );
        Assert.NotNull(await c.DifferenceAsync("a.example.org:25520", "one"));
        await a.WriteAsync("a.example.org:25520", "its next process");
        Assert.Null(await b.DifferenceAsync("a.example.org:25520", "its next process"));
    }

    [Fact]
    public async Task Nodes_that_serve_another_schedd_or_have_another_name_say_in_what_they_differ()
    {
        using var a = Of("shared");
        using var other = Of("shared", options => options with { ScheddHost = "other@example.org" });
        using var renamed = Of("shared", options => options with { Instance = "another" });
        await a.WriteAsync("a:1", "one");
        Assert.Equal(
            "it has \"ScheddHost: other@example.org\", and node a:1 has \"ScheddHost: \"",
            await other.DifferenceAsync("a:1", "one")
        );
        Assert.Equal(
            "it has \"InstanceName: another\", and node a:1 has \"InstanceName: test\"",
            await renamed.DifferenceAsync("a:1", "one")
        );
    }

    private NodeFiles Of(string name, Func<CondorIoOptions, CondorIoOptions>? change = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var options = new CondorIoOptions
        {
            DataRootFolder = folder,
            Instance = "test",
            TagAttribute = "InterLinkTag",
        };
        return new NodeFiles(change?.Invoke(options) ?? options);
    }
}
