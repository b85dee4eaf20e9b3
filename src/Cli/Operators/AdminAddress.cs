using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Cli.Operators;

/// <summary>Where the admin listener is, and the credentials for it.</summary>
/// <param name="Socket">The path of the unix socket; null for an address.</param>
/// <param name="Url">The address; null for a socket.</param>
internal sealed record AdminAddress(string? Socket, Uri? Url)
{
    public string? TokenFile { get; init; }
    public string? CertFile { get; init; }
    public string? KeyFile { get; init; }

    /// <summary>The CAs of the server; null: those of this machine.</summary>
    public string? CaFile { get; init; }

    public string Name => Socket ?? Url!.GetLeftPart(UriPartial.Authority);

    /// <summary>The socket of a configuration.</summary>
    public static AdminAddress Of(SidecarConfig config) => new(AdminSocket.PathOf(config), null);

    /// <exception cref="OperatorFault">The text is no address.</exception>
    public static AdminAddress Parse(string text)
    {
        if (text.StartsWith('/') || text.StartsWith("unix://", StringComparison.Ordinal))
            return new(text.StartsWith('/') ? text : text["unix://".Length..], null);
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? new(null, url)
            : throw new OperatorFault(
                OperatorFault.Usage,
                $"--admin: {OneLine.Quoted(text)}, an address such as https://host:8443 or unix:///run/x/admin.sock is expected"
            );
    }

    /// <exception cref="OperatorFault">A file cannot be used.</exception>
    public HttpClient Open()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        if (Socket is { } path)
            handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        else
            Secure(handler);
        var client = new HttpClient(handler) { BaseAddress = Url ?? new Uri("http://admin"), Timeout = Timeout.InfiniteTimeSpan };
        if (TokenFile is { } file)
            client.DefaultRequestHeaders.Authorization = new("Bearer", TokenOf(Read("--token-file", file)));
        return client;
    }

    /// <summary>The first token of the file, which may be the server's own with names in it.</summary>
    private static string TokenOf(string text) =>
        text.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1])
            .FirstOrDefault()
        ?? throw new OperatorFault(OperatorFault.Usage, "--token-file: it holds no token");

    private void Secure(SocketsHttpHandler handler)
    {
        try
        {
            if (CertFile is { } cert)
            {
                var own = X509Certificate2.CreateFromPem(Read("--cert", cert), Read("--key", KeyFile ?? cert));
                handler.SslOptions.ClientCertificates = [own];
                handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
            }
            if (CaFile is not { } ca)
                return;
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(Read("--ca", ca));
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new OperatorFault(OperatorFault.Usage, $"--cert, --key and --ca: files in PEM are expected: {fault.Message}");
        }
    }

    private static string Read(string option, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OperatorFault(OperatorFault.Usage, $"{option}: {fault.Message}");
        }
    }
}
