using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HtcondorActors.Http.Hosting;

/// <summary>The listener's certificate with its chain, and whose client certificates it takes.</summary>
internal sealed class TlsIdentity
{
    private readonly SslStreamCertificateContext _server;
    private readonly X509Certificate2Collection? _clientCas;

    private TlsIdentity(SslStreamCertificateContext server, X509Certificate2Collection? clientCas) =>
        (_server, _clientCas) = (server, clientCas);

    /// <param name="certificates">PEM: the server's own first, then those between it and its CA.</param>
    /// <param name="key">PEM, not encrypted.</param>
    /// <param name="clientCas">PEM: the CAs of clients; null: no client certificate is asked for.</param>
    /// <exception cref="ListenFileException">No certificate, no key, or a key of another certificate.</exception>
    public static TlsIdentity Parse(string certificates, string key, string? clientCas)
    {
        var server = Chain("TlsCertFile", certificates);
        X509Certificate2 own;
        try
        {
            own = X509Certificate2.CreateFromPem(certificates, key);
        }
        // Their messages are about formats; none of them says which file it was.
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new ListenFileException("TlsKeyFile", "the key of the first certificate in TlsCertFile is expected, PEM, not encrypted");
        }
        server.RemoveAt(0);
        return new TlsIdentity(
            SslStreamCertificateContext.Create(own, server, offline: true),
            clientCas is null ? null : Chain("TlsClientCaFile", clientCas)
        );
    }

    /// <summary>What a handshake that begins now goes by.</summary>
    public SslServerAuthenticationOptions Options()
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _server,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (_clientCas is null)
            return options;
        options.ClientCertificateRequired = true;
        // Only these CAs count, and none of the machine's. Whoever revokes a certificate replaces the CA: there is no network to ask for
        // revocations.
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(_clientCas);
        options.RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
            certificate is not null && faults == SslPolicyErrors.None;
        return options;
    }

    private static X509Certificate2Collection Chain(string key, string pem)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }
        return chain.Count > 0 ? chain : throw new ListenFileException(key, "a certificate in PEM is expected");
    }
}
