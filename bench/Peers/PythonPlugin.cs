using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Peers;

/// <summary>The plugin in Python that the product replaces (interlink-hq/interlink-htcondor-plugin), run from a checkout as it
/// stands.</summary>
internal static class PythonPlugin
{
    private const string Interpreter =
        "import importlib.util as u, sys; print(sys.executable, *[m for m in ('flask', 'yaml') if not u.find_spec(m)])";

    /// <summary>Why it cannot be run, in one line; null if it can.</summary>
    public static string? Trouble(string checkout)
    {
        if (!File.Exists(Program(checkout)))
            return $"{checkout} has no handles.py: --plugin takes the absolute path of a checkout of interlink-htcondor-plugin";
        // The plugin listens on 0.0.0.0, with Flask's debugger.
        if (NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(IsOutside) is { } outside)
            return $"the plugin listens on all addresses, also on {outside.Name}: use bench/run, which has a network namespace for it";
        return Python() switch
        {
            [] => "there is no python3 on PATH",
            [_] => null,
            [var python, .. var missing] =>
                $"{python} has no module {string.Join(" and no module ", missing)} (Debian: python3-flask, python3-yaml)",
        };

        static bool IsOutside(NetworkInterface each) =>
            each is { NetworkInterfaceType: not NetworkInterfaceType.Loopback, OperationalStatus: OperationalStatus.Up };
    }

    public static Peer Of(string checkout, CondorPool pool)
    {
        var python = Python()[0];
        var collector = "127.0.0.1:" + File.ReadAllText(Path.Combine(pool.Folder, "port")).Trim();
        var schedd = pool.Tool("condor_status", "-schedd", "-af", "Name").Stdout.Trim();
        return new Peer("Python plugin", Command, pool.Environment, servesInChild: true); // the child is Flask's, for its debug mode

        ProcessStartInfo Command(string folder, int port)
        {
            Directory.CreateDirectory(Path.Combine(folder, "pods"));
            File.WriteAllText(
                Path.Combine(folder, "SidecarConfig.yaml"), // it reads the one in its working folder
                "CommandPrefix: \"\"\nExportPodData: true\nDataRootFolder: \"pods/\"\n"
            );
            string[] flags =
            [
                "--port",
                port.ToString(CultureInfo.InvariantCulture),
                "--collector-host",
                collector,
                "--schedd-host",
                schedd,
            ];
            return new ProcessStartInfo(python, [Program(checkout), .. flags]) { WorkingDirectory = folder };
        }
    }

    private static string Program(string checkout) => Path.Combine(checkout, "handles.py");

    /// <summary>The interpreter itself, as a script in front of it would take time of each start; then the modules that it lacks.</summary>
    private static string[] Python()
    {
        var told = Shell.Run("/usr/bin/env", ["python3", "-c", Interpreter]);
        return told.ExitCode == 0 ? told.Stdout.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
