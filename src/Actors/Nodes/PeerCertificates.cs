using System.Collections.Concurrent;
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
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);

    /// <summary>Called for each handshake, with the certificate of the other side.</summary>
    public bool IsAccepted(X509Certificate2? certificate, string? peer)
    {
        if (ClusterNode.FaultOf(certificate, node.Authorities) is not { } fault)
            return true;
        var who = certificate?.Thumbprint ?? "none";
        var now = clock.GetTimestamp();
        if (!_said.TryGetValue(who, out var last) || clock.GetElapsedTime(last, now) > SayAgainAfter)
        {
            if (_said.Count > 1000)
                _said.Clear();
            _said[who] = now;
            log.PeerRefused(OneLine.Of(peer ?? "unknown"), OneLine.Of(certificate?.Subject ?? "no certificate"), fault);
        }
        return false;
    }
}
