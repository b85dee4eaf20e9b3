using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Configuration;

/// <summary>The options of the rooms behind this one, as they are where the configuration says nothing.</summary>
internal static class RoomDefaults
{
    // What has no default is empty here. It is not read.
    public static ActorsOptions Pods { get; } = new() { DataRootFolder = "" };
    public static SitePolicy Site => Pods.Site;
    public static NodeOptions Node => Pods.Node;
    public static CondorIoOptions Condor { get; } =
        new()
        {
            DataRootFolder = "",
            Instance = "",
            TagAttribute = "",
        };
}
