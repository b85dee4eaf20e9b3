using Akka.Actor;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// A reference to an actor beside the pods. The reference exists before the actor and outlives the actor's restarts. It keeps messages that
/// come before the first start, so pods need not wait for that. Messages that come between a stop and the next start are lost, as is the
/// mailbox of the stopped actor.
/// </summary>
/// <param name="name">The actor's name in the log and in the answer to a ping.</param>
/// <param name="props">Makes the actor's props; called at each start.</param>
internal sealed class RestartableRef(string name, Func<Props> props) : ICanTell
{
    private readonly Queue<(object Message, IActorRef Sender)> _early = [];
    private volatile IActorRef? _current;

    /// <summary>The actor's name in the log and in the answer to a ping.</summary>
    public string Name { get; } = name;

    public Props Props => props();

    /// <summary>True if the actor's watch list is lost when it stops, so that each pod must register again.</summary>
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
