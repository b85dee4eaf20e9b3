using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>The files of the keys ClusterCaFile, ClusterCertFile and ClusterKeyFile.</summary>
internal static class ClusterCredentials
{
    /// <summary>This node; null if it is the only one.</summary>
    /// <exception cref="ListenFileException">A file cannot be used.</exception>
    public static ClusterNode? Of(SidecarConfig config)
    {
        if (config.ClusterHost.Length == 0)
            return null;
        var authorities = PemText.Certificates(
            nameof(config.ClusterCaFile),
            Read(nameof(config.ClusterCaFile), config.ClusterCaFile, isSecret: false)
        );
        var own = PemText.WithKey(
            nameof(config.ClusterCertFile),
            Read(nameof(config.ClusterCertFile), config.ClusterCertFile, isSecret: false),
            nameof(config.ClusterKeyFile),
            Read(nameof(config.ClusterKeyFile), config.ClusterKeyFile, isSecret: true)
        );
        if (ClusterNode.FaultOf(own, authorities) is { } why)
            throw new ListenFileException(
                nameof(config.ClusterCertFile),
                $"the other nodes would refuse {config.ClusterCertFile}, it is not of ClusterCaFile: {why}"
            );
        return new ClusterNode(
            config.ClusterHost,
            config.ClusterPort,
            config.ClusterBindHost.Length > 0 ? config.ClusterBindHost : config.ClusterHost,
            own,
            authorities
        );
    }

    /// <summary>All unusable files. Nothing is changed.</summary>
    public static IReadOnlyList<ConfigFault> Faults(SidecarConfig config)
    {
        var faults = new List<ConfigFault>();
        if (ClusterKeys.Faults(config).Any())
            return faults; // they are told already
        ListenerCredentials.Try(faults, () => Of(config));
        return faults;
    }

    private static string Read(string key, string path, bool isSecret) => new ListenFile(key, path, isSecret).Read();
}
