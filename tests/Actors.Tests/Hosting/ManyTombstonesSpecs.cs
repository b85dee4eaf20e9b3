using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>A journal with 300,000 tombstones and two live pods, one older and one younger than all of them.</summary>
public sealed class ManyTombstonesSpecs : TestKit
{
    private const int Tombstones = 300_000;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10),
        Patience = TimeSpan.FromMinutes(1);

    private static readonly PodUid[] Live =
    [
        PodUid.Parse("a0000000-0000-0000-0000-000000000001"),
        PodUid.Parse("a0000000-0000-0000-0000-000000000002"),
    ];

    [Fact]
    public async Task The_live_pods_alone_are_read_and_woken_before_any_tombstone_is_looked_at()
    {
        var folder = Directory.CreateTempSubdirectory("ila-tombstones.").FullName;
        await using (var bed = new JournalTestBed(folder))
        {
            await bed.WriteAsync(Live[0], [.. Sample.AcceptedFacts.Cast<DurableFact>()]);
            AddTombstones(JournalFile.Prepare(folder));
            await bed.WriteAsync(Live[1], [.. Sample.AcceptedFacts.Cast<DurableFact>()]);

            var asked = new List<string>();
            var journal = new SqliteStore(JournalFile.Prepare(folder));
            var search = new TombstoneSearch(journal, Sample.Options, new ProcessClock(TimeProvider.System));
            var pods = CreateTestProbe();
            Func<Task<OldTombstones>> find = () => Asked("tombstones", search.FindAsync);
            Func<Task<IReadOnlyList<PodUid>>> known = () => Asked("live pods", () => WakeUpActor.KnownAsync(journal));
            Func<Task<IReadOnlyList<PodUid>>> none = () => Task.FromResult<IReadOnlyList<PodUid>>([]);
            Action<int> unread = _ => { };
            var forgetting = Sys.ActorOf(
                Props.Create(() => new TombstonesActor(pods, find, Soon, TimeSpan.FromHours(1), NullLogger<TombstonesActor>.Instance))
            );
            Sys.ActorOf(
                Props.Create(() =>
                    new WakeUpActor(pods, new WakeUpLists(known, none), Soon, forgetting, unread, NullLogger<WakeUpActor>.Instance)
                )
            );

            foreach (var uid in Live)
            {
                Assert.Equal(new WakeUp(uid), pods.ExpectMsg<IPodMessage>(Patience));
                Assert.Equal(new GetPodStatus(uid, AtOnce: true), pods.ExpectMsg<IPodMessage>(Patience));
            }
            Assert.Equal(["live pods"], asked);
            foreach (var uid in Live)
                pods.Reply(new RenderedStatus(uid, null));
            Assert.Equal(new WakeUp(PodUid.Parse(Name(1))), pods.ExpectMsg<IPodMessage>(Patience));
            Assert.Equal(["live pods", "tombstones"], asked);

            var found = await search.FindAsync();
            Assert.Empty(found.Unknown);
            Assert.Equal(Enumerable.Range(1, JournalTable.TombstonesAtMost).Select(Name), found.Known.Select(uid => uid.Value));

            Task<T> Asked<T>(string what, Func<Task<T>> ask)
            {
                asked.Add(what);
                return ask();
            }
        }
        TestFolder.Remove(folder);
    }

    private static string Name(int number) => $"b0000000-0000-0000-0000-{number:D12}";

    private static void AddTombstones(string journal)
    {
        using var connection = new SqliteConnection(journal);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            WITH RECURSIVE pod (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM pod WHERE number < $many)
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT 1, 0, printf('pod-b0000000-0000-0000-0000-%012d', number), 9, x'', $manifest, 1, '' FROM pod
            """;
        command.Parameters.AddWithValue("$many", Tombstones);
        command.Parameters.AddWithValue("$manifest", PodFactSerializer.DeletedManifest);
        Assert.Equal(Tombstones, command.ExecuteNonQuery());
    }
}
