using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>The listener with certificates of a CA that the test makes.</summary>
public sealed class TlsSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-tls.").FullName;
    private readonly X509Certificate2 _ca = Authority("CN=ca"), _stranger = Authority("CN=stranger");

    public void Dispose()
    {
        _ca.Dispose();
        _stranger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Only_a_client_with_a_certificate_of_the_sites_CA_is_answered()
    {
        await using var sidecar = await RunningSidecar.StartAsync(WithTls);
        Assert.Equal(HttpStatusCode.OK, await PingAsync(sidecar, Issued(_ca, "CN=interlink")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PingAsync(sidecar, Issued(_stranger, "CN=interlink")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PingAsync(sidecar, null));
        Assert.DoesNotContain("   at ", Loud(sidecar), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_HTTP_to_the_TLS_port_gets_nothing()
    {
        await using var sidecar = await RunningSidecar.StartAsync(WithTls);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sidecar.SendAsync(HttpMethod.Get, "/status", "[]"));
        Assert.DoesNotContain("   at ", Loud(sidecar), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart()
    {
        await using var sidecar = await RunningSidecar.StartAsync(WithTls);
        var client = Issued(_ca, "CN=interlink");
        var before = await NameOfServerAsync(sidecar, client);
        WritePair(Issued(_ca, "CN=renewed-and-longer", "127.0.0.1"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await NameOfServerAsync(sidecar, client) == before) await Task.Delay(50, limit.Token);
        Assert.Equal("CN=renewed-and-longer", await NameOfServerAsync(sidecar, client));
    }

    private SidecarConfig WithTls(SidecarConfig config)
    {
        WritePair(Issued(_ca, "CN=sidecar", "127.0.0.1"));
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _ca.ExportCertificatePem());
        return config with
        {
            TlsCertFile = Path.Combine(_folder, "cert.pem"),
            TlsKeyFile = Path.Combine(_folder, "key.pem"),
            TlsClientCaFile = Path.Combine(_folder, "ca.pem"),
        };
    }

    private void WritePair(X509Certificate2 certificate)
    {
        var key = Path.Combine(_folder, "key.pem");
        File.WriteAllText(key + ".new", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(key + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(key + ".new", key, overwrite: true);
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
    }

    private static async Task<HttpStatusCode> PingAsync(RunningSidecar sidecar, X509Certificate2? certificate, Action<X509Certificate?>? seen = null)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
                RemoteCertificateValidationCallback = (_, server, _, _) =>
                {
                    seen?.Invoke(server);
                    return server?.Issuer == "CN=ca";
                },
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new UriBuilder(sidecar.Client.BaseAddress!) { Scheme = "https" }.Uri };
        using var answer = await client.SendAsync(RunningSidecar.Request(HttpMethod.Get, "/status", Encoding.UTF8.GetBytes("[]")));
        return answer.StatusCode;
    }

    private static async Task<string?> NameOfServerAsync(RunningSidecar sidecar, X509Certificate2 client)
    {
        string? name = null;
        await PingAsync(sidecar, client, server => name = server?.Subject);
        return name;
    }

    // What an administrator sees at the default level.
    private static string Loud(RunningSidecar sidecar) =>
        string.Join('\n', sidecar.Log.Text.Split('\n').Where(line => !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal)));

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static X509Certificate2 Issued(X509Certificate2 by, string name, string? address = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Parse(address));
            request.CertificateExtensions.Add(names.Build());
        }
        using var certificate = request.Create(by, by.NotBefore, by.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
