using System.Diagnostics;
using System.Globalization;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Peers;

/// <summary>The product as it is built here, with the settings that it comes with.</summary>
internal static class Product
{
    public static Peer Of(CondorPool pool) => new("product", Command, pool.Environment, servesInChild: false);

    private static ProcessStartInfo Command(string folder, int port)
    {
        var config = Path.Combine(folder, "SidecarConfig.yaml");
        File.WriteAllText(
            config,
            string.Create(CultureInfo.InvariantCulture, $"DataRootFolder: {folder}/data\nSidecarPort: {port}\nLogLevel: Warning\n")
        );
        return new ProcessStartInfo(SidecarProcess.Program, ["serve", "--config", config]);
    }
}
