using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace HtcondorActors.Actors.Hosting;

/// <summary>A mailbox that takes next to nothing while it is empty: Akka's own keeps room for 32 messages, a kilobyte for each pod that
/// waits for its job.</summary>
internal sealed class PodMailbox(Akka.Actor.Settings settings, Config config)
    : MailboxType(settings, config),
        IProducesMessageQueue<PodMessageQueue>
{
    public const string Id = "pod-mailbox";

    public static Config Hocon { get; } =
        ConfigurationFactory.ParseString($$"""{{Id}} { mailbox-type = "{{typeof(PodMailbox).AssemblyQualifiedName}}" }""");

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new PodMessageQueue();
}

/// <summary>Many put in, one takes out; unbounded, as creates are bounded before they come here.</summary>
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

    /// <summary>What was put aside comes before all others.</summary>
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
