using System.Security.Cryptography.X509Certificates;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Accepts the certificates of the cluster's own CAs, and no others. A refused one is logged once in a while, however often its owner
/// tries.
/// </summary>
internal sealed class PeerCertificates(ClusterNode node, TimeProvider clock, ILogger log)
{
    /// <summary>How many certificates are told apart.</summary>
    private const int Most = 1000;

    private readonly RepeatedLines<string> _lines = new(clock, Most);

    /// <summary>Called for each handshake, with the certificate of the other side.</summary>
    public bool IsAccepted(X509Certificate2? certificate, string? peer)
    {
        if (ClusterNode.FaultOf(certificate, node.Authorities) is not { } fault)
            return true;
        if (_lines.IsDue(certificate?.Thumbprint ?? "none", out _))
            log.PeerRefused(OneLine.Of(peer ?? "unknown"), OneLine.Of(certificate?.Subject ?? "no certificate"), fault);
        return false;
    }
}
