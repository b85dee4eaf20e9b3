using System.Globalization;
using System.Text;

namespace HtcondorActors.Http.Configuration;

/// <summary>Where the unix socket of the admin listener is. The server opens it there, and the commands find it there.</summary>
public static class AdminSocket
{
    /// <summary>How its name in the data folder begins.</summary>
    public const string Name = "admin";

    /// <summary>sockaddr_un holds 108 bytes with its ending.</summary>
    private const int LongestPath = 107;

    /// <summary>The absolute path.</summary>
    public static string PathOf(SidecarConfig config) =>
        config.AdminSocket.Length > 0 ? config.AdminSocket : Path.Combine(config.DataRootFolder, FileNameOf(config));

    /// <summary>Several nodes share the data folder, and each has a socket of its own.</summary>
    private static string FileNameOf(SidecarConfig config) =>
        config.ClusterHost.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}-{config.ClusterHost}-{config.ClusterPort}.sock")
            : Name + ".sock";

    /// <summary>True if no socket can have this path. The sidecar then starts without it, because an older one with the same data folder
    /// had none either.</summary>
    public static bool IsTooLong(SidecarConfig config) => Encoding.UTF8.GetByteCount(PathOf(config)) > LongestPath;

    internal static string TooLong(SidecarConfig config) =>
        $"{None}: {PathOf(config)} is longer than {LongestPath} bytes; set AdminSocket to a shorter path";

    internal static string Unusable(string words) =>
        $"{None}: {words}; set AdminSocket to a path on a local file system, such as /run/htcondor-sidecar/admin.sock";

    private const string None = "there is no admin socket, so the commands pods, pod, drain and others cannot reach this sidecar";
}
