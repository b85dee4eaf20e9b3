using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A sidecar whose administrators also come from other machines: with TLS and a token that may only read.</summary>
public sealed class OperatorSite(CondorPool pool) : SharedSidecar(pool)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-site.").FullName;
    private readonly int _port = FreePort.Next();

    private string CertFile => Path.Combine(_folder, "tls.crt");
    private string KeyFile => Path.Combine(_folder, "tls.key");
    private string TokenFile => Path.Combine(_folder, "readers");

    /// <summary>The tries of a release are spread over a week, so a release that a test sees is an operator's.</summary>
    protected override string Config =>
        $"""
            NodePods: 7
            HoldRetryMinutes: 10080
            AdminHost: 127.0.0.1
            AdminPort: {_port}
            AdminTlsCertFile: {CertFile}
            AdminTlsKeyFile: {KeyFile}
            AdminReadTokenFile: {TokenFile}

            """;

    public override Task InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sidecar", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(CertFile, certificate.ExportCertificatePem());
        WriteSecret(KeyFile, key.ExportPkcs8PrivateKeyPem());
        WriteSecret(TokenFile, "monitoring a-token-that-may-only-read\n");
        return base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    /// <summary>Runs a command on another machine, with the token that may only read.</summary>
    public ShellResult RunFarAway(params IReadOnlyList<string> typed) =>
        Shell.Run(SidecarProcess.Program, [.. typed, "--admin", $"https://127.0.0.1:{_port}", "--token-file", TokenFile, "--ca", CertFile]);

    private static void WriteSecret(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
