using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>A folder with a SidecarConfig.yaml in it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-config.");

    public ConfigFolder(string yaml) => File.WriteAllText(Config, yaml);

    public string Path => _folder.FullName;
    public string Config => System.IO.Path.Combine(Path, ConfigReading.FileName);

    public ConfigReading Read(params ConfigEntry[] flags) => ConfigReading.Of(Config, flags, _ => null);

    public void Dispose() => TestFolder.Remove(_folder.FullName);
}
