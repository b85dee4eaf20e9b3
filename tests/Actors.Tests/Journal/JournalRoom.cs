using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>An actor system on the product's own journal, in a folder of the test's; nothing else of the product runs in it.</summary>
internal sealed class JournalRoom : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public JournalRoom(string folder, string level = SynchronousCommits.Full, string hocon = "")
    {
        var journal = JournalFile.Prepare(folder);
        System = ActorSystem.Create("journal", BootstrapSetup.Create()
            .WithConfig(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + hocon).WithFallback(JournalFile.Settings(journal)))
            .And(JournalFile.Connections(journal, new SynchronousCommits(level))));
    }

    public ActorSystem System { get; }

    /// <summary>Returns when the journal has acknowledged all of them, one after the other.</summary>
    public async Task WriteAsync(PodUid uid, params DurableFact[] facts)
    {
        var writer = System.ActorOf(Props.Create(() => new Writer(uid)));
        foreach (var fact in facts) await writer.Ask<DurableFact>(fact, Soon);
        await writer.GracefulStop(Soon);
    }

    public async Task<IReadOnlyList<PodUid>> PodsAsync() =>
        [.. (await Journal.CurrentPersistenceIds().RunWith(Sink.Seq<string>(), System.Materializer()).WaitAsync(Soon)).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>What its events make of the pod.</summary>
    public async Task<PodState> StateAsync(PodUid uid)
    {
        var events = await Journal.CurrentEventsByPersistenceId(PodActor.PersistenceIdOf(uid), 0, long.MaxValue).RunWith(Sink.Seq<EventEnvelope>(), System.Materializer()).WaitAsync(Soon);
        return events.Aggregate(PodState.Of(uid), (pod, each) => pod.Apply((DurableFact)each.Event));
    }

    /// <summary>Also lets go of the file: the pool of connections would keep it open.</summary>
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        SqliteConnection.ClearAllPools();
    }

    private SqlReadJournal Journal => PersistenceQuery.Get(System).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);

    private sealed class Writer : ReceivePersistentActor
    {
        public Writer(PodUid uid)
        {
            PersistenceId = PodActor.PersistenceIdOf(uid);
            Recover<DurableFact>(_ => { });
            Command<DurableFact>(fact => Persist(fact, written => Sender.Tell(written)));
        }

        public override string PersistenceId { get; }
    }
}
