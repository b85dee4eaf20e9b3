using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>A CA of the test's own, and what it signs.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 _ca;

    public Certificates(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _ca = request.CreateSelfSigned(Start, End);
    }

    private static DateTimeOffset Start => TimeProvider.System.GetUtcNow().AddDays(-1);
    private static DateTimeOffset End => TimeProvider.System.GetUtcNow().AddDays(30);

    public string CaPem => _ca.ExportCertificatePem();

    public X509Certificate2 Ca => _ca;

    public X509Certificate2 Server(string name = "localhost") => Sign(name, "1.3.6.1.5.5.7.3.1");

    public X509Certificate2 Client(string name = "interlink") => Sign(name, "1.3.6.1.5.5.7.3.2");

    public static string KeyPem(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public void Dispose() => _ca.Dispose();

    private X509Certificate2 Sign(string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(_ca, Start, End.AddDays(-1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }
}
