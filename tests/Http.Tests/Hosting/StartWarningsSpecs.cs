using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>What a start says of its user, its PATH and its data folder.</summary>
public sealed class StartWarningsSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-start.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public void Root_is_warned_in_one_line_and_no_other_user()
    {
        Assert.Contains("runs as root", Assert.Single(StartWarnings.OfUser(0)), StringComparison.Ordinal);
        Assert.Empty(StartWarnings.OfUser(1000));
    }

    [Fact]
    public void Missing_tools_are_named_in_one_line()
    {
        var line = Assert.Single(StartWarnings.OfTools(["condor_submit", "condor_q"]));
        Assert.StartsWith("not on PATH: condor_submit condor_q; ", line, StringComparison.Ordinal);
        Assert.Empty(StartWarnings.OfTools([]));
    }

    [Fact]
    public void Data_in_the_program_s_folder_are_warned_of_and_data_beside_it_are_not()
    {
        var program = Directory.CreateDirectory(Path.Combine(_folder, "program")).FullName;
        foreach (var inside in (string[])[program, Path.Combine(program, "data")])
            Assert.StartsWith(
                $"DataRootFolder: {inside} is inside the program's folder {program}: ",
                Assert.Single(StartWarnings.OfDataFolder(inside, program + "/")),
                StringComparison.Ordinal
            );
        Assert.Empty(StartWarnings.OfDataFolder(program + "-data", program));
        Assert.Empty(StartWarnings.OfDataFolder(_folder, program));
    }
}
