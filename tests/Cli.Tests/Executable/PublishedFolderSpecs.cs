using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>What <c>dotnet publish</c> gives an administrator to install (README.md, "Install").</summary>
public sealed class PublishedFolderSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-published.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public void A_published_folder_has_the_program_its_libraries_and_its_configuration_and_nothing_else()
    {
        var project = RepositoryRoot.File("src", "Cli", "HtcondorActors.Cli.csproj");
        // .../bin/CONFIGURATION/net10.0/htcondor-sidecar
        var configuration = new FileInfo(SidecarProcess.Built).Directory!.Parent!.Name;
        var published = Shell.Run(
            "dotnet",
            ["publish", project, "-c", configuration, "--no-build", "-o", _folder, "--disable-build-servers"],
            limit: TimeSpan.FromMinutes(5)
        );
        Assert.True(published.ExitCode == 0, published.Output);

        var files = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder, file));
        Assert.Equal(
            [
                "SidecarConfig.yaml",
                "hocon/akka.conf",
                "htcondor-sidecar",
                "htcondor-sidecar.deps.json",
                "htcondor-sidecar.runtimeconfig.json",
            ],
            files
                .Where(file => !file.StartsWith("runtimes/", StringComparison.Ordinal))
                .Where(file => file.Contains('/', StringComparison.Ordinal) || !file.EndsWith(".dll", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(0, Shell.Run(Path.Combine(_folder, "htcondor-sidecar"), ["--version"]).ExitCode);
    }
}
