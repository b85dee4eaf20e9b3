using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using Passivate = Akka.Cluster.Sharding.Passivate;
using Terminated = Akka.Actor.Terminated;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>
/// Does what a shard does: brings a pod's actor into memory for what comes for it, and keeps what comes while the pod leaves until it has
/// stopped. The pods are the real ones.
/// </summary>
internal sealed class SimulatedRegion : ReceiveActor
{
    private readonly Dictionary<string, Queue<(object Message, IActorRef Sender)>> _leaving = [];
    private readonly Props _props;
    private readonly Action<Exception> _failed;

    /// <param name="props">Of a pod.</param>
    /// <param name="stopped">Is given the name of each pod whose actor has stopped.</param>
    /// <param name="failed">Is given what a pod's actor throws.</param>
    public SimulatedRegion(Props props, Action<string> stopped, Action<Exception> failed)
    {
        (_props, _failed) = (props, failed);
        Receive<IPodMessage>(message => Give(message.Uid.Value, message, Sender));
        Receive<Passivate>(leave =>
        {
            if (_leaving.TryAdd(Sender.Path.Name, []))
                Sender.Tell(leave.StopMessage);
        });
        Receive<Terminated>(ended =>
        {
            var name = ended.ActorRef.Path.Name;
            stopped(name);
            if (!_leaving.Remove(name, out var waiting))
                return;
            foreach (var (message, sender) in waiting)
                Give(name, message, sender);
        });
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(
            -1,
            -1,
            fault =>
            {
                _failed(fault);
                return Directive.Stop;
            },
            loggingEnabled: false
        );

    private void Give(string name, object message, IActorRef sender)
    {
        if (_leaving.TryGetValue(name, out var waiting))
        {
            waiting.Enqueue((message, sender));
            if (sender is Caller caller)
                caller.WasKept = true;
            return;
        }
        var pod = Context.Child(name);
        if (pod.IsNobody())
            pod = Context.Watch(Context.ActorOf(_props.WithMailbox(RecordingMailbox.Id), name));
        pod.Tell(message, sender);
    }
}
