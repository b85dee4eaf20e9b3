using Akka.Configuration;

namespace HtcondorActors.Actors.Journal;

/// <summary>Akka.NET's persistence settings.</summary>
internal static class JournalSettings
{
    /// <param name="journal">The actor of the journal.</param>
    /// <param name="more">Further settings of that actor, in HOCON.</param>
    public static Config Of(Type journal, string more = "") =>
        ConfigurationFactory.ParseString(
            $$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.pods"
                pods {
                  class = "{{journal.AssemblyQualifiedName}}"
                  plugin-dispatcher = "akka.actor.default-dispatcher"
                  {{more}}
                  # The writer alone reports a failed write, after its own deadline (above). A breaker that gives up sooner would report
                  # a write as failed that reaches the disk a moment later. An open breaker would refuse the reads of all other pods.
                  circuit-breaker {
                    max-failures = 1000000
                    call-timeout = 60s
                  }
                  # The journal checks the order of writers itself (EntryOrder). Akka's filter costs one more actor for each pod that wakes.
                  replay-filter.mode = off
                }
              }
              # A pod has a handful of events.
              snapshot-store.plugin = "akka.persistence.no-snapshot-store"
            }
            """
        );

    /// <summary>A text between the quotes of HOCON.</summary>
    public static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
