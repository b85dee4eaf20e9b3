using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A journal whose disk fails, or that rejects the event and works on.</summary>
public sealed class RefusingJournal(Akka.Configuration.Config config) : MemoryJournal
{
    /// <param name="how">"fails" or "rejects".</param>
    public static string Hocon(string how) =>
        $$"""
            akka.persistence.journal.plugin = "refusing"
            refusing {
              class = "{{typeof(RefusingJournal).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.actor.default-dispatcher"
              how = {{how}}
            }
            """;

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages,
        CancellationToken cancellationToken
    ) =>
        config.GetString("how") == "fails"
            ? Task.FromException<IImmutableList<Exception>>(new IOException("the disk is gone"))
            : Task.FromResult<IImmutableList<Exception>>([.. messages.Select(_ => new NotSupportedException("not this one"))]);
}
