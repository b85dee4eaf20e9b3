namespace HtcondorActors.Http.Configuration;

/// <summary>
/// Pure: what lets a pod out of its container, and whether the site allows it. A key that is set says so; one that is not set is open, as
/// it was before there was a choice, or closed where <see cref="SidecarConfig.Restricted"/> is true. Where a key stands in the file does
/// not matter.
/// </summary>
internal static class PodPolicy
{
    private static readonly string[] Everywhere = ["/"];
    private static readonly string[] Cvmfs = ["/cvmfs"];

    public static bool HostImages(this SidecarConfig config) => config.AllowHostImages ?? !config.Restricted;

    public static bool JobScripts(this SidecarConfig config) => config.AllowJobScripts ?? !config.Restricted;

    public static bool PreExec(this SidecarConfig config) => config.AllowPreExec ?? !config.Restricted;

    public static bool ApptainerOptions(this SidecarConfig config) => config.AllowApptainerOptions ?? !config.Restricted;

    public static IReadOnlyList<string> ImagePaths(this SidecarConfig config) =>
        config.AllowedImagePaths ?? (config.Restricted ? [] : Everywhere);

    public static IReadOnlyList<string> HostPaths(this SidecarConfig config) => config.AllowedHostPaths ?? (config.Restricted ? [] : Cvmfs);
}
