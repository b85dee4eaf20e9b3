namespace HtcondorActors.Http.Configuration;

/// <summary>What the keys of a cluster of several nodes take, alone and together.</summary>
internal static class ClusterKeys
{
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        if (config.ClusterHost.Length == 0)
        {
            foreach (var (key, value) in OfNode(config))
                if (value.Length > 0)
                    yield return new(key, "not used without ClusterHost", nameof(config.ClusterHost));
            yield break;
        }
        foreach (var (key, value, why) in Needed(config))
            if (value.Length == 0)
                yield return new(key, $"not given; with ClusterHost it is needed: {why}", nameof(config.ClusterHost));
    }

    private static (string Key, string Value)[] OfNode(SidecarConfig config) =>
        [
            (nameof(config.ClusterBindHost), config.ClusterBindHost),
            (nameof(config.ClusterCaFile), config.ClusterCaFile),
            (nameof(config.ClusterCertFile), config.ClusterCertFile),
            (nameof(config.ClusterKeyFile), config.ClusterKeyFile),
        ];

    private static (string Key, string Value, string Why)[] Needed(SidecarConfig config) =>
        [
            (nameof(config.JournalDatabase), config.JournalDatabase, "all nodes write one journal"),
            (nameof(config.InstanceName), config.InstanceName, "two nodes that start for the first time would make two names"),
            (nameof(config.ClusterCaFile), config.ClusterCaFile, "nodes talk over mutual TLS only"),
            (nameof(config.ClusterCertFile), config.ClusterCertFile, "nodes talk over mutual TLS only"),
            (nameof(config.ClusterKeyFile), config.ClusterKeyFile, "nodes talk over mutual TLS only"),
        ];
}
