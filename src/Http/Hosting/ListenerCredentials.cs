using HtcondorActors.Actors.Reading;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>The credentials of the listener: the files of the keys TlsCertFile, TlsKeyFile, TlsClientCaFile and TokenFile.</summary>
internal sealed class ListenerCredentials
{
    private ListenerCredentials(ReloadedFiles<TlsIdentity>? tls, ReloadedFiles<BearerTokens>? tokens) => (Tls, Tokens) = (tls, tokens);

    /// <summary>The TLS files; null for plain HTTP.</summary>
    public ReloadedFiles<TlsIdentity>? Tls { get; }

    /// <summary>The tokens; null if none are required.</summary>
    public ReloadedFiles<BearerTokens>? Tokens { get; }

    /// <exception cref="ListenFileException">A file cannot be used.</exception>
    public static ListenerCredentials Of(SidecarConfig config, HealthBoard health, TimeProvider clock, ILogger log) =>
        new(
            config.TlsCertFile.Length == 0 ? null : new("TLS files", TlsFiles(config), TlsOf, health, clock, log),
            config.TokenFile.Length == 0
                ? null
                : new("token file", [TokensOf(config)], texts => BearerTokens.Parse(nameof(config.TokenFile), texts[0]), health, clock, log)
        );

    /// <summary>All unusable files, and an unknown group. Nothing is changed.</summary>
    public static IReadOnlyList<ConfigFault> Faults(SidecarConfig config)
    {
        var faults = new List<ConfigFault>();
        if (config.SocketGroup.Length > 0 && UnixGroups.Find(config.SocketGroup) is null)
            faults.Add(new(nameof(config.SocketGroup), "no group of this name") { MayPass = true });
        if (config.TlsCertFile.Length > 0 && config.TlsKeyFile.Length > 0)
            Try(faults, () => TlsOf([.. TlsFiles(config).Select(file => file.Read())]));
        if (config.TokenFile.Length > 0)
            Try(faults, () => BearerTokens.Parse(nameof(config.TokenFile), TokensOf(config).Read()));
        return faults;
    }

    /// <summary>Reads a file, and adds a fault if it cannot be used.</summary>
    public static void Try(List<ConfigFault> faults, Action read)
    {
        try
        {
            read();
        }
        catch (ListenFileException fault)
        {
            faults.Add(new(fault.Key, fault.Words) { MayPass = fault.MayPass });
        }
    }

    private static TlsIdentity TlsOf(IReadOnlyList<string> texts) =>
        TlsIdentity.Parse(
            texts[0],
            texts[1],
            texts.Count > 2 ? texts[2] : null,
            new(nameof(SidecarConfig.TlsCertFile), nameof(SidecarConfig.TlsKeyFile), nameof(SidecarConfig.TlsClientCaFile))
        );

    private static ListenFile[] TlsFiles(SidecarConfig config)
    {
        ListenFile[] pair =
        [
            new(nameof(config.TlsCertFile), config.TlsCertFile, IsSecret: false),
            new(nameof(config.TlsKeyFile), config.TlsKeyFile, IsSecret: true),
        ];
        return config.TlsClientCaFile.Length == 0
            ? pair
            : [.. pair, new(nameof(config.TlsClientCaFile), config.TlsClientCaFile, IsSecret: false)];
    }

    private static ListenFile TokensOf(SidecarConfig config) => new(nameof(config.TokenFile), config.TokenFile, IsSecret: true);
}
