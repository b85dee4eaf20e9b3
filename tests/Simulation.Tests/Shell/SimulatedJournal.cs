using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>What becomes of facts that an actor wants on disk, and of those that it wants to read.</summary>
internal interface IFactKeeper
{
    /// <summary>The process is dead: nothing is heard any more.</summary>
    bool IsDead { get; }

    /// <summary>What the pod heard last.</summary>
    IPodInput InputOf(SimulatedPod pod);

    /// <param name="pod">Whose they are.</param>
    /// <param name="facts">What is to be kept.</param>
    /// <param name="heard">What they follow from.</param>
    /// <returns>Null: they are kept. Else they were told as failed, wherever they are.</returns>
    (Exception Cause, bool Rejected)? Keep(SimulatedPod pod, DurableFact[] facts, IPodInput heard);

    bool MayRead { get; }

    /// <summary>All facts of a pod that was never accepted are dropped, the tombstone too.</summary>
    void Forget(SimulatedPod pod);
}

/// <summary>The journal of one world, on the thread of the actors. Where it is slow, what it is asked waits until it goes on.</summary>
internal sealed class SimulatedJournal(IReadOnlyList<SimulatedPod> pods, IFactKeeper keeper, bool isSlow)
{
    private readonly Dictionary<string, SimulatedPod> _pods = pods.ToDictionary(pod => PodActor.PersistenceIdOf(pod.Uid));
    private readonly Dictionary<SimulatedPod, long> _dropped = [];
    private readonly Queue<(object Message, IPodInput? Heard)> _waiting = [];

    public void Ask(object message)
    {
        if (keeper.IsDead)
            return;
        _waiting.Enqueue((message, message is WriteMessages write ? keeper.InputOf(PodOf(write)) : null));
        if (!isSlow)
            GoOn();
    }

    /// <summary>Somebody waits for it.</summary>
    public bool IsAsked => _waiting.Count > 0;

    public void GoOn()
    {
        while (!keeper.IsDead && _waiting.TryDequeue(out var next))
            Do(next.Message, next.Heard);
    }

    /// <summary>The process died: what it had asked for last is done or not.</summary>
    public void Die(bool lastIsDone, Action<SimulatedPod, DurableFact[], IPodInput> keep)
    {
        if (lastIsDone && _waiting.TryPeek(out var first) && first.Message is WriteMessages write)
            keep(PodOf(write), Facts(Representations(write)), first.Heard!);
        _waiting.Clear();
    }

    private void Do(object message, IPodInput? heard)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write, heard!);
                break;
            case ReplayMessages replay when !keeper.MayRead:
                replay.PersistentActor.Tell(new ReplayMessagesFailure(new IOException("the journal is not read")), ActorRefs.NoSender);
                break;
            case ReplayMessages replay:
                Replay(replay);
                break;
            case DeleteMessagesTo delete:
                Delete(delete);
                break;
        }
    }

    private void Write(WriteMessages write, IPodInput heard)
    {
        var written = Representations(write);
        var (actor, instance) = (write.PersistentActor, write.ActorInstanceId);
        var fault = keeper.Keep(PodOf(write), Facts(written), heard);
        if (keeper.IsDead)
            return;
        if (fault is { Rejected: false } failed)
            Tell(new WriteMessagesFailed(failed.Cause, written.Length));
        else
            Tell(WriteMessagesSuccessful.Instance);
        foreach (var one in written)
            Tell(
                fault switch
                {
                    null => new WriteMessageSuccess(one, instance),
                    { Rejected: true } no => new WriteMessageRejected(one, no.Cause, instance),
                    { } no => new WriteMessageFailure(one, no.Cause, instance),
                }
            );

        void Tell(object answer) => actor.Tell(answer, ActorRefs.NoSender);
    }

    private void Replay(ReplayMessages replay)
    {
        var pod = _pods[replay.PersistenceId];
        var (dropped, facts) = (_dropped.GetValueOrDefault(pod), pod.Journal.ToArray());
        for (var i = 0; i < facts.Length; i++)
            replay.PersistentActor.Tell(
                new ReplayedMessage(new Persistent(facts[i], dropped + i + 1, replay.PersistenceId, "", false, ActorRefs.NoSender, "")),
                ActorRefs.NoSender
            );
        replay.PersistentActor.Tell(new RecoverySuccess(dropped + facts.Length), ActorRefs.NoSender);
    }

    private void Delete(DeleteMessagesTo delete)
    {
        var pod = _pods[delete.PersistenceId];
        var dropped = _dropped.GetValueOrDefault(pod);
        var count = (int)Math.Clamp(delete.ToSequenceNr - dropped, 0, pod.Journal.Count);
        var isForgotten = count == pod.Journal.Count && pod.Journal.Exists(fact => fact is UnknownPodDeleted);
        pod.Journal.RemoveRange(0, count);
        _dropped[pod] = dropped + count;
        if (isForgotten)
            keeper.Forget(pod);
        delete.PersistentActor.Tell(new DeleteMessagesSuccess(delete.ToSequenceNr), ActorRefs.NoSender);
    }

    private SimulatedPod PodOf(WriteMessages write) => _pods[Representations(write)[0].PersistenceId];

    private static IPersistentRepresentation[] Representations(WriteMessages write) =>
        [.. write.Messages.OfType<AtomicWrite>().SelectMany(one => (IImmutableList<IPersistentRepresentation>)one.Payload)];

    private static DurableFact[] Facts(IPersistentRepresentation[] written) => [.. written.Select(one => (DurableFact)one.Payload)];
}
