using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>A file of the configuration is away for a moment while the sidecar is started.</summary>
public sealed class PassingFaultsSpecs
{
    [Fact]
    public async Task A_sidecar_with_pods_is_started_again_by_systemd_and_one_without_is_not()
    {
        using var folder = new ConfigFolder("");
        File.WriteAllText(folder.Config, "TokenFile: away\n");
        Assert.Equal(2, await ExitCodeAsync());

        File.WriteAllText(folder.Config, "");
        using (var ready = await ReadySidecar.StartAsync(folder))
            Assert.Equal(0, await ready.StopAsync());
        File.WriteAllText(folder.Config, "TokenFile: away\n");
        Assert.Equal(1, await ExitCodeAsync());

        async Task<int> ExitCodeAsync()
        {
            using var process = new SidecarProcess(folder.Config, new Dictionary<string, string>(), _ => { }, "--port", "0");
            process.Start();
            return await process.ExitCodeAsync();
        }
    }
}
