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
        Assert.True(await b.IsHereAsync("a.example.org:25520", "one"));
        Assert.False(await b.IsHereAsync("a.example.org:25520", "its next process"));
        Assert.False(await c.IsHereAsync("a.example.org:25520", "one"));
        await a.WriteAsync("a.example.org:25520", "its next process");
        Assert.True(await b.IsHereAsync("a.example.org:25520", "its next process"));
    }

    private NodeFiles Of(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        return new NodeFiles(
            new CondorIoOptions
            {
                DataRootFolder = folder,
                Instance = "test",
                TagAttribute = "InterLinkTag",
            }
        );
    }
}
