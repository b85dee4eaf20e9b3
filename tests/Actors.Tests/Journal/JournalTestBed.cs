using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>An actor system on the product's own journal, in a folder of the test's; nothing else of the product runs in it.</summary>
internal sealed class JournalTestBed : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly string _journal;

    public JournalTestBed(string folder, string level = JournalFile.Full, string hocon = "")
    {
        _journal = JournalFile.Prepare(folder);
        System = ActorSystem.Create(
            "journal",
            BootstrapSetup
                .Create()
                .WithConfig(
                    ConfigurationFactory
                        .ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + hocon)
                        .WithFallback(JournalFile.Settings(_journal, level))
                )
        );
    }

    public ActorSystem System { get; }

    /// <summary>Returns when the journal has acknowledged all of them, one after the other.</summary>
    public async Task WriteAsync(PodUid uid, params DurableFact[] facts)
    {
        var writer = System.ActorOf(Props.Create(() => new Writer(uid)));
        foreach (var fact in facts)
            await writer.Ask<DurableFact>(fact, Soon);
        await writer.GracefulStop(Soon);
    }

    public IReadOnlyList<PodUid> Pods() => [.. JournalFile.Read(_journal, JournalIds.Of).Select(PodActor.UidOf).OfType<PodUid>()];

    /// <summary>What its events make of the pod.</summary>
    public PodState State(PodUid uid) =>
        JournalFile
            .Read(_journal, connection => JournalTable.Read(connection, PodActor.PersistenceIdOf(uid), 0, long.MaxValue))
            .Aggregate(
                PodState.Of(uid),
                (pod, entry) =>
                    pod.Apply((DurableFact)new PodFactSerializer((ExtendedActorSystem)System).FromBinary(entry.Message, entry.Manifest))
            );

    /// <summary>Also lets go of the file: the pool of connections would keep it open.</summary>
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        SqliteConnection.ClearAllPools();
    }

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
