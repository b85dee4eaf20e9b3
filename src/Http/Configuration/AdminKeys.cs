namespace HtcondorActors.Http.Configuration;

/// <summary>What the keys of the admin listener require of each other.</summary>
internal static class AdminKeys
{
    /// <summary>An address needs TLS and somebody to let in, on loopback too: other users of the machine reach it there.</summary>
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        var hasTls = config.AdminTlsCertFile.Length > 0 && config.AdminTlsKeyFile.Length > 0;
        var hasCredentials = config.AdminReadTokenFile.Length + config.AdminOperateTokenFile.Length + config.AdminClientCaFile.Length > 0;
        if (config.AdminHost.Length > 0 && !(hasTls && hasCredentials))
            yield return new(
                nameof(config.AdminHost),
                "an address for administrators needs AdminTlsCertFile and AdminTlsKeyFile, and AdminReadTokenFile, AdminOperateTokenFile "
                    + "or AdminClientCaFile",
                nameof(config.AdminTlsCertFile),
                nameof(config.AdminTlsKeyFile),
                nameof(config.AdminReadTokenFile),
                nameof(config.AdminOperateTokenFile),
                nameof(config.AdminClientCaFile)
            );
        if (config.AdminHost.Length == 0)
            foreach (var (key, value) in OfAddress(config))
                if (value.Length > 0)
                    yield return new(key, "not used without AdminHost", nameof(config.AdminHost));
        if (config.AdminOperators.Count > 0 && config.AdminClientCaFile.Length == 0)
            yield return new(
                nameof(config.AdminOperators),
                "names certificates, and AdminClientCaFile is not given",
                nameof(config.AdminClientCaFile)
            );
    }

    private static (string Key, string Value)[] OfAddress(SidecarConfig config) =>
        [
            (nameof(config.AdminTlsCertFile), config.AdminTlsCertFile),
            (nameof(config.AdminTlsKeyFile), config.AdminTlsKeyFile),
            (nameof(config.AdminReadTokenFile), config.AdminReadTokenFile),
            (nameof(config.AdminOperateTokenFile), config.AdminOperateTokenFile),
            (nameof(config.AdminClientCaFile), config.AdminClientCaFile),
        ];
}
