using Akka.Actor;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// An actor beside the pods, by a reference that is there before the actor and stays while the actor itself is started again. What is told
/// before the actor is there for the first time waits for it, so a pod never has to. What is told later while there is none is lost, like
/// all that waits in the mailbox of an actor that stops.
/// </summary>
/// <param name="name">As the log and the ping name it.</param>
/// <param name="props">How it is made; asked at each start.</param>
internal sealed class RestartableRef(string name, Func<Props> props) : ICanTell
{
    private readonly Queue<(object Message, IActorRef Sender)> _early = [];
    private volatile IActorRef? _current;

    /// <summary>As the log and the ping name it.</summary>
    public string Name { get; } = name;

    public Props Props => props();

    /// <summary>Its list of pods is lost when it stops: each pod is asked to put itself there again.</summary>
    public bool HasWatchList { get; init; }

    /// <summary>Called with each actor that is started under this name.</summary>
    public Action<IActorRef>? Started { get; init; }

    public void Begin(IActorRef actor)
    {
        lock (_early)
        {
            while (_early.TryDequeue(out var early))
                actor.Tell(early.Message, early.Sender);
            _current = actor;
        }
        Started?.Invoke(actor);
    }

    public void Tell(object message, IActorRef sender)
    {
        if (_current is null)
            lock (_early)
                if (_current is null)
                {
                    _early.Enqueue((message, sender));
                    return;
                }
        _current.Tell(message, sender);
    }
}
