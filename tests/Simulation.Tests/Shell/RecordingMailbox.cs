using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using HtcondorActors.Actors.Hosting;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>The pods' mailbox. It also says what each pod takes out of it: a fact is judged by what was heard before it.</summary>
internal sealed class RecordingMailbox(Settings settings, Config config)
    : MailboxType(settings, config),
        IProducesMessageQueue<RecordingQueue>
{
    public const string Id = "noted-mailbox";

    public static Config Hocon { get; } =
        ConfigurationFactory.ParseString($$"""{{Id}} { mailbox-type = "{{typeof(RecordingMailbox).AssemblyQualifiedName}}" }""");

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new RecordingQueue(message => system.Settings.Setup.Get<WorldSetup>().Value.Heard(owner.Path.Name, message));
}

/// <summary>A pod's messages.</summary>
internal sealed class RecordingQueue(Action<object> heard) : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly PodMessageQueue _waiting = new();

    public bool HasMessages => _waiting.HasMessages;
    public int Count => _waiting.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => _waiting.Enqueue(receiver, envelope);

    public void EnqueueFirst(Envelope envelope) => _waiting.EnqueueFirst(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_waiting.TryDequeue(out envelope))
            return false;
        heard(envelope.Message);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _waiting.CleanUp(owner, deadletters);
}
