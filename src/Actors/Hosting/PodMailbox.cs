using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// A mailbox that needs almost no memory while it is empty. Akka's own allocates room for 32 messages: a kilobyte for each pod that waits
/// for its job.
/// </summary>
internal sealed class PodMailbox(Akka.Actor.Settings settings, Config config)
    : MailboxType(settings, config),
        IProducesMessageQueue<PodMessageQueue>
{
    public const string Id = "pod-mailbox";

    public static Config Hocon { get; } =
        ConfigurationFactory.ParseString($$"""{{Id}} { mailbox-type = "{{typeof(PodMailbox).AssemblyQualifiedName}}" }""");

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new PodMessageQueue();
}

/// <summary>A queue with many producers and one consumer. It is unbounded, because creates are bounded before they reach a pod.</summary>
internal sealed class PodMessageQueue : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly LinkedList<Envelope> _waiting = new();

    public bool HasMessages => Count > 0;

    public int Count
    {
        get
        {
            lock (_waiting)
                return _waiting.Count;
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_waiting)
            _waiting.AddLast(envelope);
    }

    /// <summary>Unstashed messages come before all others.</summary>
    public void EnqueueFirst(Envelope envelope)
    {
        lock (_waiting)
            _waiting.AddFirst(envelope);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_waiting)
        {
            envelope = _waiting.First?.Value ?? default;
            if (_waiting.Count == 0)
                return false;
            _waiting.RemoveFirst();
            return true;
        }
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }
}
