using System.Security.Cryptography.X509Certificates;
using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>The files of a listener with TLS and tokens, and callers who know its CA.</summary>
internal sealed class TlsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-tls.");

    public Certificates Ours { get; } = new("ours");

    public string Cert => Path.Combine(_folder.FullName, "tls.crt");
    public string Key => Path.Combine(_folder.FullName, "tls.key");
    public string ClientCa => Path.Combine(_folder.FullName, "ca.crt");
    public string Operators => Path.Combine(_folder.FullName, "operators");
    public string Tokens => Path.Combine(_folder.FullName, "tokens");

    public SidecarConfig Tls(SidecarConfig config)
    {
        UseServer(Ours.Server());
        return config with { TlsCertFile = Cert, TlsKeyFile = Key };
    }

    public SidecarConfig MutualTls(SidecarConfig config)
    {
        File.WriteAllText(ClientCa, Ours.CaPem);
        return Tls(config) with { TlsClientCaFile = ClientCa };
    }

    public SidecarConfig WithTokens(SidecarConfig config, params string[] tokens)
    {
        WriteSecret(Tokens, string.Join('\n', tokens) + "\n");
        return config with { TokenFile = Tokens };
    }

    /// <summary>An admin listener with an address; readers and operators are the lines of the two token files.</summary>
    public SidecarConfig Admin(SidecarConfig config, string readers = "", string operators = "", bool certificates = false)
    {
        UseServer(Ours.Server());
        config = config with
        {
            AdminSocket = Path.Combine(_folder.FullName, "admin.sock"),
            AdminHost = "127.0.0.1",
            AdminPort = 0,
            AdminTlsCertFile = Cert,
            AdminTlsKeyFile = Key,
        };
        if (readers.Length > 0)
        {
            WriteSecret(Tokens, readers + "\n");
            config = config with { AdminReadTokenFile = Tokens };
        }
        if (operators.Length > 0)
        {
            WriteSecret(Operators, operators + "\n");
            config = config with { AdminOperateTokenFile = Operators };
        }
        if (!certificates)
            return config;
        File.WriteAllText(ClientCa, Ours.CaPem);
        return config with { AdminClientCaFile = ClientCa };
    }

    public void UseServer(X509Certificate2 server)
    {
        File.WriteAllText(Cert, server.ExportCertificatePem() + "\n");
        WriteSecret(Key, Certificates.KeyPem(server) + "\n");
    }

    /// <summary>As a rotation does it: a new file takes the name.</summary>
    public static void WriteSecret(string path, string text)
    {
        File.WriteAllText(path + ".new", "");
        File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    public HttpClient Caller(
        RunningSidecar sidecar,
        X509Certificate2? own = null,
        string? token = null,
        Action<X509Certificate2>? seen = null
    )
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(Ours.Ca);
            seen?.Invoke((X509Certificate2)server!);
            return chain.Build((X509Certificate2)server!);
        };
        if (own is not null)
            handler.SslOptions.ClientCertificates = [own];
        if (own is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        var port = sidecar.AdminPort > 0 ? sidecar.AdminPort : sidecar.Client.BaseAddress!.Port;
        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public void Dispose()
    {
        Ours.Dispose();
        TestFolder.Remove(_folder.FullName);
    }
}
