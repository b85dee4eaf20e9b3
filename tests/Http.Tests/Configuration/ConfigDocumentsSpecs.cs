using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>What an administrator reads about a key is what the program does with it.</summary>
public sealed class ConfigDocumentsSpecs
{
    [Fact]
    public void The_shipped_file_is_written_from_the_keys() => Same("SidecarConfig.yaml", _ => ConfigDocuments.ShippedFile());

    [Fact]
    public void The_page_of_all_keys_is_written_from_the_keys() => Same("docs/configuration.md", _ => ConfigDocuments.Page());

    [Fact]
    public void The_table_of_the_readme_is_written_from_the_keys() => Same("README.md", ConfigDocuments.Readme);

    [Fact]
    public void Every_key_stands_in_one_section_and_every_setting_has_its_key()
    {
        var names = ConfigKeys.All.Select(key => key.Name).ToArray();
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(typeof(SidecarConfig).GetProperties().Select(property => property.Name).Order(), names.Order());
    }

    [Fact]
    public void The_shipped_file_changes_no_default()
    {
        var (config, faults) = ConfigReading.Of(RepositoryRoot.File(ConfigReading.FileName), [], _ => null);
        Assert.Empty(faults);
        var defaults = new SidecarConfig { DataRootFolder = RepositoryRoot.File("data") };
        // Lists and maps are compared one by one: a record knows only whether they are the same object.
        foreach (var property in typeof(SidecarConfig).GetProperties())
            Assert.Equal(property.GetValue(defaults), property.GetValue(config));
    }

    [Fact]
    public void Every_example_can_be_used()
    {
        var examples = ConfigKeys.All.Where(key => key.Example.Length > 0).Select(key => $"{key.Name}:\n{key.Example}\n").ToArray();
        using var folder = new ConfigFolder(string.Concat(examples));
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        Assert.Equal((3, 1, 1), (config.VolumeFolders.Count, config.ImageOverrides.Count, config.ExtendedResources.Count));
        Assert.Equal("Capability >= 8.0", Assert.Single(config.Flavors).SubmitCommands["require_gpus"]);
    }

    /// <summary>Sentences end with a full stop, and a number has its unit in its name or is a count.</summary>
    [Fact]
    public void Every_key_is_described_in_sentences()
    {
        Assert.All(ConfigKeys.All, key => Assert.Matches(@"\A[A-Za-z].*[.)]\z", key.Meaning));
        Assert.All(ConfigKeys.Sections, section => Assert.EndsWith(".", section.Introduction, StringComparison.Ordinal));
        (string Suffix, string Unit)[] units = [("Seconds", "seconds"), ("Minutes", "minutes"), ("Days", "days"), ("MiB", "MiB")];
        foreach (var (suffix, unit) in units)
            Assert.All(
                ConfigKeys.All.Where(key => key.Name.EndsWith(suffix, StringComparison.Ordinal)),
                key => Assert.Equal(unit, key.Unit)
            );
    }

    private static void Same(string document, Func<string, string> write)
    {
        var path = RepositoryRoot.File(document);
        var text = write(File.Exists(path) ? File.ReadAllText(path) : "");
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
    }
}
