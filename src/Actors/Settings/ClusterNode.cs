using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace HtcondorActors.Actors.Settings;

/// <summary>This sidecar as one of several nodes.</summary>
/// <param name="Host">The name or address by which the other nodes reach this node.</param>
/// <param name="Port">The TCP port for the other nodes.</param>
/// <param name="BindHost">The address to listen on.</param>
/// <param name="Certificate">The node's certificate with its key.</param>
/// <param name="Authorities">The CAs of all nodes' certificates. No other CA counts.</param>
public sealed record ClusterNode(
    string Host,
    int Port,
    string BindHost,
    X509Certificate2 Certificate,
    X509Certificate2Collection Authorities
)
{
    /// <summary>The node's name in the log, in the journal's database and in answers: <c>HOST:PORT</c>.</summary>
    public string Name => NameOf(Host, Port);

    /// <summary>Why a certificate is not one of the cluster; null if it is.</summary>
    public static string? FaultOf(X509Certificate2? certificate, X509Certificate2Collection authorities)
    {
        if (certificate is null)
            return "there is no certificate";
        // Only these CAs count, not the machine's. Revocations are not checked, because there may be no network for that.
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(certificate)
            ? null
            : string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
    }

    /// <summary>The name of the node with this host and port.</summary>
    public static string NameOf(string host, int? port) => string.Create(CultureInfo.InvariantCulture, $"{host.ToLowerInvariant()}:{port}");

    /// <summary>The host and the port of a name.</summary>
    public static (string Host, int Port) PartsOf(string name)
    {
        var at = name.LastIndexOf(':');
        return (name[..at], int.Parse(name[(at + 1)..], CultureInfo.InvariantCulture));
    }
}
