using System.Globalization;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>packaging/htcondor-sidecar.service as systemd reads it.</summary>
public sealed class ServiceUnitSpecs
{
    private const string Service = "htcondor-sidecar.service";
    private const string Socket = "htcondor-sidecar.socket";
    private const string Analyze = "/usr/bin/systemd-analyze";

    private static string Text(string unit) => File.ReadAllText(RepositoryRoot.File("packaging", unit));

    private static readonly ILookup<string, string> Settings = Text(Service)
        .Split('\n')
        .Where(line => !line.StartsWith('#') && line.Contains('=', StringComparison.Ordinal))
        .Select(line => line.Split('=', 2))
        .ToLookup(setting => setting[0], setting => setting[1]);

    [Fact]
    public void Every_end_starts_it_again_but_that_of_a_bad_configuration()
    {
        Assert.Equal(["always"], Settings["Restart"]);
        Assert.Equal([SidecarServer.BadConfiguration.ToString(CultureInfo.InvariantCulture)], Settings["RestartPreventExitStatus"]);
        // A limit of starts would end the restarts.
        Assert.Equal(["0"], Settings["StartLimitIntervalSec"]);
    }

    [Fact]
    public void A_reload_reads_the_configuration_anew_and_a_stop_reaches_the_sidecar_alone()
    {
        Assert.Equal(["/bin/kill -HUP $MAINPID"], Settings["ExecReload"]);
        Assert.Equal(("SIGTERM", "mixed"), (Settings["KillSignal"].Single(), Settings["KillMode"].Single()));
    }

    /// <summary>systemd ignores a line that it does not understand, and warns only in its own log.</summary>
    [Fact]
    public void Systemd_finds_nothing_wrong_in_the_units()
    {
        if (!File.Exists(Analyze))
            return;
        var folder = Directory.CreateTempSubdirectory("ila-units.").FullName;
        var program = Settings["ExecStart"].Single().Split(' ')[0];
        string[] units = [Path.Combine(folder, Service), Path.Combine(folder, Socket)];
        // The program is not installed here.
        File.WriteAllText(units[0], Text(Service).Replace($"ExecStart={program}", "ExecStart=/bin/true", StringComparison.Ordinal));
        File.WriteAllText(units[1], Text(Socket));
        var said = Shell.Run(Analyze, ["verify", "--man=no", .. units]);
        TestFolder.Remove(folder);
        // Other units of this machine may have faults of their own.
        Assert.DoesNotContain(folder, said.Output, StringComparison.Ordinal);
        Assert.Equal(0, said.ExitCode);
    }
}
