using HtcondorActors.Http.Tests.Configuration;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>Somebody tidies up in the data folder of a sidecar that runs.</summary>
public sealed class RemovedFilesSpecs
{
    [Theory]
    [InlineData("journal.sqlite")]
    [InlineData("journal.sqlite-wal")]
    [InlineData("lock")]
    public async Task The_process_stops_with_words_and_exit_code_1(string name)
    {
        using var folder = new ConfigFolder("");
        using var sidecar = await ReadySidecar.StartAsync(folder);
        var file = Path.Combine(folder.Path, "data", name);
        File.Delete(file);
        Assert.Equal(1, await sidecar.ExitCodeAsync());
        Assert.Contains(
            $"the data folder was changed under this process, and this process stops: {file} was removed while it is in use\n",
            sidecar.Printed,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_instance_that_was_removed_is_made_again_from_the_journal()
    {
        using var folder = new ConfigFolder("");
        await RunAsync();
        var file = Path.Combine(folder.Path, "data", "instance");
        var id = await File.ReadAllTextAsync(file);
        File.Delete(file);
        await RunAsync();
        Assert.Equal(id, await File.ReadAllTextAsync(file));

        async Task RunAsync()
        {
            using var sidecar = await ReadySidecar.StartAsync(folder);
            Assert.Equal(0, await sidecar.StopAsync());
        }
    }
}
