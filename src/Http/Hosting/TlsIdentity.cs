using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace HtcondorActors.Http.Hosting;

/// <summary>A listener's certificate with its chain, and the CAs whose client certificates it accepts.</summary>
internal sealed class TlsIdentity
{
    private readonly SslStreamCertificateContext _server;
    private readonly X509Certificate2Collection? _clientCas;

    private TlsIdentity(SslStreamCertificateContext server, X509Certificate2Collection? clientCas) =>
        (_server, _clientCas) = (server, clientCas);

    /// <param name="certificates">PEM: first the server's certificate, then the intermediate ones.</param>
    /// <param name="key">The private key in PEM, not encrypted.</param>
    /// <param name="clientCas">PEM: the CAs of clients; null if no client certificate is required.</param>
    /// <param name="keys">The keys of the configuration that name the three files, for messages.</param>
    /// <exception cref="ListenFileException">There is no certificate or no key, or the key belongs to another certificate.</exception>
    public static TlsIdentity Parse(string certificates, string key, string? clientCas, TlsKeys keys)
    {
        var server = PemText.Certificates(keys.Cert, certificates);
        var own = PemText.WithKey(keys.Cert, certificates, keys.Key, key);
        server.RemoveAt(0);
        return new TlsIdentity(
            SslStreamCertificateContext.Create(own, server, offline: true),
            clientCas is null ? null : PemText.Certificates(keys.ClientCa, clientCas)
        );
    }

    /// <summary>The options for a handshake that begins now.</summary>
    /// <param name="needsCertificate">False: a client without a certificate is let in too, because it may have a token.</param>
    public SslServerAuthenticationOptions Options(bool needsCertificate = true)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _server,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (_clientCas is null)
            return options;
        options.ClientCertificateRequired = true;
        // Only these CAs count, not the machine's. Revocations are not checked, because there may be no network for that; to revoke a
        // certificate, replace the CA.
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(_clientCas);
        options.RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
            certificate is null ? !needsCertificate : faults == SslPolicyErrors.None;
        return options;
    }
}

/// <summary>The keys of the configuration that name a listener's files.</summary>
internal sealed record TlsKeys(string Cert, string Key, string ClientCa);
