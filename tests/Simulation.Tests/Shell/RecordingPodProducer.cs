using Akka.Actor;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Makes pods' actors, and shows them to whoever judges them.</summary>
/// <param name="around">What they share.</param>
/// <param name="made">Is given each actor and its reference.</param>
internal sealed class RecordingPodProducer(PodContext around, Action<PodActor, IActorRef> made) : IIndirectActorProducer
{
    public Type ActorType => typeof(PodActor);

    public ActorBase Produce()
    {
        var pod = new PodActor(around);
        made(pod, ((IInternalActor)pod).ActorContext.Self);
        return pod;
    }

    public void Release(ActorBase actor) { }
}
