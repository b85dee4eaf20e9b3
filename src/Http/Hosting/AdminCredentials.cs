using System.Security.Cryptography.X509Certificates;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The credentials of the admin listener's address: its TLS files, the two token files, and who of the certificates may act.
/// </summary>
internal sealed class AdminCredentials
{
    private static readonly TlsKeys Keys = new(
        nameof(SidecarConfig.AdminTlsCertFile),
        nameof(SidecarConfig.AdminTlsKeyFile),
        nameof(SidecarConfig.AdminClientCaFile)
    );

    private readonly ReloadedFiles<BearerTokens>? _readers;
    private readonly ReloadedFiles<BearerTokens>? _operators;
    private readonly HashSet<string> _certificates;

    /// <exception cref="ListenFileException">A file cannot be used.</exception>
    public AdminCredentials(SidecarConfig config, HealthBoard health, TimeProvider clock, ILogger log)
    {
        _certificates = [.. config.AdminOperators];
        if (config.AdminHost.Length == 0)
            return;
        Tls = new("admin TLS files", TlsFiles(config), TlsOf, health, clock, log);
        _readers = TokensOf(config.AdminReadTokenFile, nameof(config.AdminReadTokenFile), "admin token file of readers");
        _operators = TokensOf(config.AdminOperateTokenFile, nameof(config.AdminOperateTokenFile), "admin token file of operators");
        NeedsCertificate = _readers is null && _operators is null;

        ReloadedFiles<BearerTokens>? TokensOf(string path, string key, string source) =>
            path.Length == 0 ? null : new(source, [new(key, path, IsSecret: true)], texts => Tokens(key, texts[0]), health, clock, log);
    }

    /// <summary>Null without an address.</summary>
    public ReloadedFiles<TlsIdentity>? Tls { get; }

    /// <summary>True if there are no tokens, so that a client without a certificate cannot be let in.</summary>
    public bool NeedsCertificate { get; }

    /// <summary>Who sends this request; null for a stranger. A token wins over a certificate, and the role operate over read.</summary>
    /// <param name="authorization">The request's Authorization header, or null.</param>
    /// <param name="certificate">The client's certificate, which TLS has checked, or null.</param>
    public AdminCaller? CallerOf(string? authorization, X509Certificate2? certificate)
    {
        if (_operators?.Content.NameOf(authorization) is { } operators)
            return new(operators, AdminRole.Operate);
        if (_readers?.Content.NameOf(authorization) is { } reader)
            return new(reader, AdminRole.Read);
        return certificate is null
            ? null
            : new(
                OneLine.Of(certificate.Subject, 120),
                CommonNameOf(certificate) is { } name && _certificates.Contains(name) ? AdminRole.Operate : AdminRole.Read
            );
    }

    /// <summary>Null unless the subject has exactly one CN. Other names (OU, e-mail, SAN) never make an operator.</summary>
    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        string?[] names =
        [
            .. certificate
                .SubjectName.EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
                .Select(part => part.GetSingleElementValue()),
        ];
        return names is [var only] ? only : null;
    }

    /// <summary>All unusable files. Nothing is changed.</summary>
    public static IReadOnlyList<ConfigFault> Faults(SidecarConfig config)
    {
        var faults = new List<ConfigFault>();
        if (config.AdminTlsCertFile.Length > 0 && config.AdminTlsKeyFile.Length > 0)
            ListenerCredentials.Try(faults, () => TlsOf([.. TlsFiles(config).Select(file => file.Read())]));
        foreach (
            var (key, path) in (IEnumerable<(string, string)>)
                [
                    (nameof(config.AdminReadTokenFile), config.AdminReadTokenFile),
                    (nameof(config.AdminOperateTokenFile), config.AdminOperateTokenFile),
                ]
        )
            if (path.Length > 0)
                ListenerCredentials.Try(faults, () => Tokens(key, new ListenFile(key, path, IsSecret: true).Read()));
        return faults;
    }

    private static BearerTokens Tokens(string key, string text) => BearerTokens.Parse(key, text, mayHaveNames: true);

    private static TlsIdentity TlsOf(IReadOnlyList<string> texts) =>
        TlsIdentity.Parse(texts[0], texts[1], texts.Count > 2 ? texts[2] : null, Keys);

    private static ListenFile[] TlsFiles(SidecarConfig config)
    {
        ListenFile[] pair =
        [
            new(Keys.Cert, config.AdminTlsCertFile, IsSecret: false),
            new(Keys.Key, config.AdminTlsKeyFile, IsSecret: true),
        ];
        return config.AdminClientCaFile.Length == 0 ? pair : [.. pair, new(Keys.ClientCa, config.AdminClientCaFile, IsSecret: false)];
    }
}
