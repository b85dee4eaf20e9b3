using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Hosting;

/// <summary>The only place that registers the other rooms. The endpoints need <c>IPodGateway</c> from them.</summary>
internal static class RoomServices
{
    /// <summary>Registers what the endpoints need besides an <see cref="IPodGateway"/>.</summary>
    public static IServiceCollection AddWire(this IServiceCollection services, SidecarConfig config) =>
        services.AddSingleton(config.ToActorsOptions()).AddSingleton<IPodStatusFormat, PodStatusJson>();

    public static IServiceCollection AddRooms(
        this IServiceCollection services,
        SidecarConfig config,
        string instanceId,
        IReadOnlyDictionary<string, FileIdentity>? held = null,
        ClusterNode? cluster = null
    )
    {
        var condor = config.ToCondorIoOptions(instanceId);
        var hocon = HoconFiles.Read(config);
        return services.AddWire(config).AddCondorIo(condor).AddPodActors(config.ToActorsOptions(), condor, hocon, held, cluster);
    }
}
