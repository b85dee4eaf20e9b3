using Akka.Actor;

namespace HtcondorActors.Actors.Queue;

/// <summary>
/// An actor beside the pods, by a reference that stays while the actor itself is started again. What is told while there is none is lost,
/// like all that waits in the mailbox of an actor that stops.
/// </summary>
internal sealed class KeptRef(string name, Props props) : ICanTell
{
    private volatile IActorRef _current = ActorRefs.Nobody;

    /// <summary>As the log and the ping name it.</summary>
    public string Name { get; } = name;

    public Props Props { get; } = props;

    /// <summary>Its list of pods is lost when it stops: each pod is asked to put itself there again.</summary>
    public bool HasWatchList { get; init; }

    /// <summary>Called with each actor that is started under this name.</summary>
    public Action<IActorRef>? Started { get; init; }

    public IActorRef Current => _current;

    public void Begin(IActorRef actor)
    {
        _current = actor;
        Started?.Invoke(actor);
    }

    public void Tell(object message, IActorRef sender) => _current.Tell(message, sender);
}
