using System.Globalization;
using HtcondorActors.Http.Tests;
using HtcondorActors.Http.Tests.Hosting;

namespace HtcondorActors.Cli.Tests;

/// <summary>The commands from another machine: TLS with a token or a client certificate.</summary>
public sealed class AdminAddressSpecs : OperatorTestBed
{
    private const string Token = "a-token-that-may-act";

    [Fact]
    public async Task A_token_of_a_file_is_sent_over_TLS()
    {
        using var tls = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => tls.Admin(config, operators: "alice " + Token));
        Assert.Equal(0, await TypeAsync(["drain", "on", .. At(sidecar, tls), "--token-file", tls.Operators]));
        Assert.Equal("drain True by alice", Assert.Single(sidecar.Actions.Done));
        Assert.Equal(1, await TypeAsync(["drain", "on", .. At(sidecar, tls)]));
        Assert.Contains("a bearer token of AdminReadTokenFile or AdminOperateTokenFile, or a client", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using var tls = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            tls.Admin(config, certificates: true) with
            {
                AdminOperators = ["bob"],
            }
        );
        using var bob = tls.Ours.Client("bob");
        var (cert, key) = (Path.Combine(Folder, "bob.crt"), Path.Combine(Folder, "bob.key"));
        File.WriteAllText(cert, bob.ExportCertificatePem());
        File.WriteAllText(key, Certificates.KeyPem(bob));
        Assert.Equal(0, await TypeAsync(["drain", "on", .. At(sidecar, tls), "--cert", cert, "--key", key]));
        Assert.Equal("drain True by CN=bob", Assert.Single(sidecar.Actions.Done));
    }

    [Fact]
    public async Task A_sidecar_of_an_unknown_CA_gets_no_token()
    {
        using var tls = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => tls.Admin(config, operators: Token));
        Assert.Equal(3, await TypeAsync("pods", "--admin", At(sidecar, tls)[1], "--token-file", tls.Operators));
        Assert.Contains("TLS failed", Error, StringComparison.Ordinal);
        Assert.Contains("(--ca names the CA of the sidecar's certificate)", Error, StringComparison.Ordinal);
    }

    private string[] At(RunningSidecar sidecar, TlsFolder tls)
    {
        var ca = Path.Combine(Folder, "server-ca.crt");
        File.WriteAllText(ca, tls.Ours.CaPem);
        return ["--admin", "https://localhost:" + sidecar.AdminPort.ToString(CultureInfo.InvariantCulture), "--ca", ca];
    }
}
