using static HtcondorActors.Http.Configuration.RoomDefaults;

namespace HtcondorActors.Http.Configuration;

/// <summary>
/// Pure: what lets a pod out of its container, and whether the site allows it. A key that is set says so; one that is not set is open, as
/// it was before there was a choice, or closed where <see cref="SidecarConfig.Restricted"/> is true. Where a key stands in the file does
/// not matter.
/// </summary>
internal static class PodPolicy
{
    public static bool HostImages(this SidecarConfig config) => config.AllowHostImages ?? Open(config, Site.AllowHostImages);

    public static bool JobScripts(this SidecarConfig config) => config.AllowJobScripts ?? Open(config, Site.AllowJobScripts);

    public static bool PreExec(this SidecarConfig config) => config.AllowPreExec ?? Open(config, Site.AllowPreExec);

    public static bool ApptainerOptions(this SidecarConfig config) =>
        config.AllowApptainerOptions ?? Open(config, Site.AllowApptainerOptions);

    public static IReadOnlyList<string> ImagePaths(this SidecarConfig config) =>
        config.AllowedImagePaths ?? (config.Restricted ? [] : Site.AllowedImagePaths);

    public static IReadOnlyList<string> HostPaths(this SidecarConfig config) =>
        config.AllowedHostPaths ?? (config.Restricted ? [] : Site.AllowedHostPaths);

    private static bool Open(SidecarConfig config, bool byDefault) => byDefault && !config.Restricted;
}
