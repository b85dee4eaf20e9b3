using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Operators;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>
/// What Akka.Persistence asks of a journal, through its own messages, and what the product asks beside it. Each journal of the product is
/// tried with these cases. Three things that Akka's own suite asks are not served, on purpose. Event adapters: an event has one form, which
/// its manifest names. A number that outlives all entries of a pod: the tombstone keeps the number as long as the pod's UID may come again.
/// The sender of an event: nobody reads it.
/// </summary>
public abstract class JournalContract : TestKit
{
    private const string Id = "contract";
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly IActorRef _journal;

    /// <param name="config">Akka.NET's settings of the journal.</param>
    /// <param name="setups">What the journal finds in its actor system.</param>
    protected JournalContract(Akka.Configuration.Config config, params Akka.Actor.Setup.Setup[] setups)
        : base(Akka.Actor.Setup.ActorSystemSetup.Create([BootstrapSetup.Create().WithConfig(config), .. setups])) =>
        _journal = Persistence.Instance.Apply(Sys).JournalFor("");

    [Fact]
    public void A_replay_gives_all_entries_in_order_and_the_highest_number()
    {
        Write(1, 5);
        Assert.Equal([1, 2, 3, 4, 5], Replayed());
    }

    [Theory]
    [InlineData(3, 5, 99, new[] { 3, 4, 5 })]
    [InlineData(1, 3, 99, new[] { 1, 2, 3 })]
    [InlineData(1, 5, 2, new[] { 1, 2 })]
    [InlineData(2, 4, 2, new[] { 2, 3 })]
    [InlineData(3, 3, 99, new[] { 3 })]
    [InlineData(1, 5, 0, new int[0])]
    [InlineData(5, 4, 99, new int[0])]
    [InlineData(6, 9, 99, new int[0])]
    public void A_replay_gives_no_more_than_was_asked_for(int from, int to, int most, int[] numbers)
    {
        Write(1, 5);
        Assert.Equal(numbers, Replayed(from, to, most));
    }

    [Fact]
    public void Deleted_entries_are_not_replayed_and_later_ones_are()
    {
        Write(1, 5);
        Delete(3);
        Assert.Equal([4, 5], Replayed());
        Delete(1); // again, and less than before
        Assert.Equal([4, 5], Replayed());
        Write(6, 6);
        Assert.Equal([4, 5, 6], Replayed());
    }

    [Fact]
    public void When_all_are_deleted_nothing_is_replayed()
    {
        Write(1, 5);
        Delete(long.MaxValue);
        Replay(Id, 1, long.MaxValue, long.MaxValue);
        ExpectMsg<RecoverySuccess>();
    }

    [Fact]
    public void An_unknown_pod_has_no_entries_and_the_number_0()
    {
        Write(1, 2);
        Replay("another", 1, long.MaxValue, long.MaxValue);
        Assert.Equal(0, ExpectMsg<RecoverySuccess>().HighestSequenceNr);
    }

    [Fact]
    public void Several_events_of_one_write_are_all_there_or_none_is()
    {
        Send(new AtomicWrite(Enumerable.Range(1, 3).Select(Entry).ToImmutableList<IPersistentRepresentation>()));
        ExpectMsg<WriteMessagesSuccessful>();
        for (var number = 1; number <= 3; number++)
            Assert.Equal(number, ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Send(new AtomicWrite(Enumerable.Range(3, 2).Select(Entry).ToImmutableList<IPersistentRepresentation>())); // 3 is there already
        ExpectMsg<WriteMessagesFailed>();
        for (var number = 3; number <= 4; number++)
            ExpectMsg<WriteMessageFailure>();
        Assert.Equal([1, 2, 3], Replayed());
    }

    [Fact]
    public void A_second_writer_of_a_number_fails_and_the_first_entry_stays()
    {
        Write(1, 2);
        Send(new AtomicWrite(Entry(2, "other")));
        ExpectMsg<WriteMessagesFailed>();
        ExpectMsg<WriteMessageFailure>();
        Replay(Id, 1, long.MaxValue, long.MaxValue);
        Assert.All(Enumerable.Range(1, 2), _ => Assert.Equal("writer", ExpectMsg<ReplayedMessage>().Persistent.WriterGuid));
        ExpectMsg<RecoverySuccess>();
    }

    [Fact]
    public void Two_writers_in_turn_are_a_failed_recovery()
    {
        foreach (var (number, writer) in (ReadOnlySpan<(int, string)>)[(1, "a"), (2, "b"), (3, "a")])
            Written(new AtomicWrite(Entry(number, writer)));
        Replay(Id, 1, long.MaxValue, long.MaxValue);
        Assert.IsType<InvalidDataException>(ExpectMsg<ReplayMessagesFailure>().Cause);
    }

    [Fact]
    public void A_missing_entry_is_a_failed_recovery()
    {
        Write(1, 2);
        Written(new AtomicWrite(Entry(4)));
        Replay(Id, 1, long.MaxValue, long.MaxValue);
        Assert.IsType<InvalidDataException>(ExpectMsg<ReplayMessagesFailure>().Cause);
    }

    [Fact]
    public void An_event_that_cannot_be_serialized_is_rejected_and_the_others_of_the_call_are_written()
    {
        Send(new AtomicWrite(new Persistent("no event of the product", 1, Id, "", false, TestActor, "writer")), new AtomicWrite(Entry(1)));
        ExpectMsg<WriteMessagesSuccessful>();
        ExpectMsg<WriteMessageRejected>();
        ExpectMsg<WriteMessageSuccess>();
        Assert.Equal([1], Replayed());
    }

    [Fact]
    public void What_was_acknowledged_is_read_with_its_content_time_and_writer()
    {
        Write(1, 1);
        Replay(Id, 1, long.MaxValue, long.MaxValue);
        var entry = ExpectMsg<ReplayedMessage>().Persistent;
        Assert.Equal(new LogLevelSet("level 1", "alice", Noon), entry.Payload);
        Assert.Equal((Id, 1L, "writer"), (entry.PersistenceId, entry.SequenceNr, entry.WriterGuid));
        ExpectMsg<RecoverySuccess>();
    }

    private void Write(int from, int to)
    {
        for (var number = from; number <= to; number++)
            Written(new AtomicWrite(Entry(number)));
    }

    private void Written(AtomicWrite write)
    {
        Send(write);
        ExpectMsg<WriteMessagesSuccessful>();
        ExpectMsg<WriteMessageSuccess>();
    }

    private void Send(params AtomicWrite[] writes) => _journal.Tell(new WriteMessages(writes, TestActor, 1), TestActor);

    private void Delete(long upTo)
    {
        _journal.Tell(new DeleteMessagesTo(Id, upTo, TestActor), TestActor);
        Assert.Equal(upTo, ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
    }

    private void Replay(string id, long from, long to, long most) =>
        _journal.Tell(new ReplayMessages(from, to, most, id, TestActor), TestActor);

    /// <summary>The numbers of the entries that a replay gives; each has the event that was written with its number.</summary>
    private int[] Replayed(long from = 1, long to = long.MaxValue, long most = long.MaxValue)
    {
        Replay(Id, from, to, most);
        var numbers = new List<int>();
        while (ExpectMsg<object>() is ReplayedMessage { Persistent: var entry })
        {
            numbers.Add((int)entry.SequenceNr);
            Assert.Equal($"level {entry.SequenceNr}", Assert.IsType<LogLevelSet>(entry.Payload).Level);
        }
        return [.. numbers];
    }

    private IPersistentRepresentation Entry(int number) => Entry(number, "writer");

    private Persistent Entry(int number, string writer) =>
        new(new LogLevelSet($"level {number}", "alice", Noon), number, Id, "", false, TestActor, writer);
}

/// <summary>The journal of one node.</summary>
public sealed class SqliteJournalContractSpecs : JournalContract
{
    private readonly string _folder;

    public SqliteJournalContractSpecs()
        : this(Directory.CreateTempSubdirectory("ila-contract.").FullName) { }

    private SqliteJournalContractSpecs(string folder)
        : base(HtcondorActors.Actors.Journal.JournalFile.Settings(HtcondorActors.Actors.Journal.JournalFile.Prepare(folder))) =>
        _folder = folder;

    protected override void AfterAll()
    {
        base.AfterAll();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
    }
}
