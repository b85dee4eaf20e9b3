using HtcondorActors.Actors.Reading;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Hosting;

/// <summary>The one place where the rooms behind this one are wired in. <c>IPodGateway</c> is what the endpoints need of them.</summary>
internal static class Rooms
{
    public static IServiceCollection AddRooms(this IServiceCollection services, SidecarConfig config)
    {
        services.AddSingleton(config.ToActorsOptions());
        services.AddSingleton(config.ToCondorIoOptions());
        services.AddSingleton<IPodStatusFormat, PodStatusJson>();
        return services;
    }
}
