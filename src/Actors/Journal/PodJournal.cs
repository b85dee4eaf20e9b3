using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Akka.NET's journal, without the place where the entries are kept. ADR 7 says why it is not a library.
/// </summary>
internal abstract class PodJournal : AsyncWriteJournal
{
    /// <summary>
    /// The writer of a tombstone of a never accepted pod. No entry follows it, so the writer does not matter, and a real writer id is
    /// longer than the rest of the entry.
    /// </summary>
    private const string NoWriter = "";

    private readonly FatalFailure _failure;
    private readonly IJournalStore _store;
    private readonly JournalWriter _writer;
    private readonly PodFactSerializer _facts;

    /// <param name="failure">Ends the process when the journal can no longer be relied on.</param>
    /// <param name="store">Reads the entries.</param>
    /// <param name="writer">Writes them. It is started here, and disposed of with this actor.</param>
    protected PodJournal(FatalFailure failure, IJournalStore store, JournalWriter writer)
    {
        (_failure, _store, _writer) = (failure, store, writer.Start());
        _facts = new PodFactSerializer((ExtendedActorSystem)Context.System);
    }

    /// <summary>The failure that this actor system was given.</summary>
    protected static FatalFailure Failure => Context.System.Settings.Setup.Get<FatalFailure>().GetOrElse(new FatalFailure());

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        ReadAsync(() => _store.HighestSequenceNrAsync(persistenceId));

    public override async Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback
    )
    {
        if (max <= 0 || toSequenceNr < fromSequenceNr)
            return;
        var entries = await ReadAsync(() => _store.EntriesAsync(persistenceId, fromSequenceNr, toSequenceNr));
        EntryOrder.Check(entries, fromSequenceNr);
        foreach (var entry in entries.Take((int)Math.Min(max, int.MaxValue)))
            recoveryCallback(
                new Persistent(
                    Deserialize(entry),
                    entry.SequenceNr,
                    persistenceId,
                    entry.Manifest,
                    isDeleted: false,
                    ActorRefs.NoSender,
                    entry.Writer
                )
            );
    }

    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages,
        CancellationToken cancellationToken
    )
    {
        var writes = messages.Select(Serialize).ToArray();
        await _writer.AddAsync([.. writes.SelectMany(write => write.Entries)]);
        return writes.Any(write => write.Fault is not null) ? [.. writes.Select(write => write.Fault!)] : null;
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        _writer.DeleteAsync(persistenceId, toSequenceNr);

    /// <summary>
    /// Ends the process when this actor fails: nobody would answer a write in progress after a restart, and its pod would wait for ever.
    /// </summary>
    protected override void PreRestart(Exception reason, object message)
    {
        _failure.Note("the journal stopped", $"{reason.GetType().Name}: {reason.Message}");
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _writer.Dispose();
        base.PostStop();
    }

    // The journal is not read after a fatal failure. A pod that recovers without the failed entry would act without it, although the next
    // start may find the entry.
    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        _failure.ThrowIfThereIsOne();
        return await read();
    }

    /// <summary>Rejects an event that cannot be serialized, without rejecting the other events of the call.</summary>
    private (IReadOnlyList<JournalEntry> Entries, Exception? Fault) Serialize(AtomicWrite write)
    {
        try
        {
            return ([.. ((IImmutableList<IPersistentRepresentation>)write.Payload).Select(EntryOf)], null);
        }
        catch (Exception fault)
        {
            return ([], fault);
        }
    }

    private JournalEntry EntryOf(IPersistentRepresentation written)
    {
        if (written.Payload is OperatorFact action)
            return new JournalEntry(
                written.PersistenceId,
                written.SequenceNr,
                OperatorFactSerializer.ToBinary(action),
                OperatorFactSerializer.Manifest(action),
                OperatorFactSerializer.Id,
                written.WriterGuid
            );
        var fact = written.Payload as DurableFact ?? throw new ArgumentException($"{written.Payload.GetType()} is no event of a pod");
        return new JournalEntry(
            written.PersistenceId,
            written.SequenceNr,
            _facts.ToBinary(fact),
            _facts.Manifest(fact),
            PodFactSerializer.Id,
            fact is UnknownPodDeleted ? NoWriter : written.WriterGuid
        );
    }

    // A row names its serializer. One of Akka's serializers creates any type that the bytes name, so a planted row could run code. So only
    // rows of this journal's own serializers are read.
    private object Deserialize(JournalEntry entry) =>
        entry.SerializerId switch
        {
            PodFactSerializer.Id => _facts.FromBinary(entry.Message, entry.Manifest),
            OperatorFactSerializer.Id => OperatorFactSerializer.FromBinary(entry.Message, entry.Manifest),
            _ => throw new InvalidDataException(
                $"entry {entry.SequenceNr} is of serializer {entry.SerializerId}; only entries of serializer "
                    + $"{PodFactSerializer.Id} are read"
            ),
        };
}
