using HtcondorActors.Actors;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Hosting;

/// <summary>The one place where the rooms behind this one are wired in. <c>IPodGateway</c> is what the endpoints need of them.</summary>
internal static class Rooms
{
    public static IServiceCollection AddRooms(this IServiceCollection services, SidecarConfig config)
    {
        var condor = config.ToCondorIoOptions();
        var hocon = HoconFiles.Read(config.HoconFolder.Length > 0 ? config.HoconFolder : Path.Combine(AppContext.BaseDirectory, "hocon"));
        return services
            .AddSingleton<IPodStatusFormat, PodStatusJson>()
            .AddCondorIo(condor)
            .AddPodActors(config.ToActorsOptions(), condor, hocon);
    }
}
