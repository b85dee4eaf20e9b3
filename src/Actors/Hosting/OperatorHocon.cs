using Akka.Configuration;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// What an operator's HOCON may not say. It is read last and wins, so that one line of it could open a port again (ADR 9).
/// </summary>
internal static class OperatorHocon
{
    /// <summary>
    /// Ports, other nodes, and types that are made from bytes. The journal is ours too: it names the types that it reads (ADR 7).
    /// </summary>
    private static readonly (string Key, string Why)[] Closed =
    [
        ("akka.remote", "this sidecar is one node and opens no port but its HTTP listener"),
        ("akka.actor.provider", "this sidecar is one node and opens no port but its HTTP listener"),
        ("akka.cluster.seed-nodes", "this sidecar is one node and joins no other"),
        ("akka.actor.serializers", "only the journal's own types are read from bytes"),
        ("akka.actor.serialization-bindings", "only the journal's own types are read from bytes"),
        ("akka.actor.serialization-identifiers", "only the journal's own types are read from bytes"),
        ("akka.persistence.journal.plugin", "the journal is journal.sqlite in the data folder"),
        ("akka.persistence.journal.pods", "the journal is journal.sqlite in the data folder"),
    ];

    /// <exception cref="InvalidOperationException">It says something that it may not; the message names each key.</exception>
    public static Config Parse(string text)
    {
        var config = ConfigurationFactory.ParseString(text);
        var faults = Closed
            .Where(closed => config.HasPath(closed.Key))
            .Select(closed => $"{closed.Key} cannot be set here: {closed.Why}")
            .ToArray();
        return faults.Length == 0 ? config : throw new InvalidOperationException("the HOCON folder: " + string.Join("; ", faults));
    }
}
