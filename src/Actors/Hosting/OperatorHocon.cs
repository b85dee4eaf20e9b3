using Akka.Configuration;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Rejects forbidden keys in an operator's HOCON. It overrides everything else, so one line of it could open a port again (ADR 9).
/// </summary>
public static class OperatorHocon
{
    /// <summary>
    /// Keys of ports, of other nodes, and of types that are created from bytes. The journal's keys too, because the journal decides which
    /// types it reads (ADR 7).
    /// </summary>
    private static readonly (string Key, string Why)[] Closed =
    [
        ("akka.remote", "this sidecar is one node and opens no port but its HTTP listener"),
        ("akka.actor.provider", "this sidecar is one node and opens no port but its HTTP listener"),
        ("akka.cluster.seed-nodes", "this sidecar is one node and joins no other"),
        ("akka.actor.serializers", "only the journal's own types are read from bytes"),
        ("akka.actor.serialization-bindings", "only the journal's own types are read from bytes"),
        ("akka.actor.serialization-identifiers", "only the journal's own types are read from bytes"),
        ("akka.persistence.journal.plugin", "the journal is where DataRootFolder or JournalDatabase say"),
        ("akka.persistence.journal.pods", "the journal is where DataRootFolder or JournalDatabase say"),
    ];

    /// <summary>One line for each forbidden key that the text sets. The text must be readable.</summary>
    public static IReadOnlyList<string> Faults(string text) => Faults(ConfigurationFactory.ParseString(text));

    /// <exception cref="InvalidOperationException">The text sets a forbidden key; the message names each one.</exception>
    internal static Config Parse(string text)
    {
        var config = ConfigurationFactory.ParseString(text);
        var faults = Faults(config);
        return faults.Count == 0 ? config : throw new InvalidOperationException("the HOCON folder: " + string.Join("; ", faults));
    }

    private static IReadOnlyList<string> Faults(Config config) =>
        [.. Closed.Where(closed => config.HasPath(closed.Key)).Select(closed => $"{closed.Key} cannot be set here: {closed.Why}")];
}
