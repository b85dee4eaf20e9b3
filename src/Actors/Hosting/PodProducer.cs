using Akka.Actor;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Makes a pod's actor. Akka's Props of an expression compile it anew for each pod: a seventh of what a create cost
/// (sampled).</summary>
internal sealed class PodProducer(PodContext around) : IIndirectActorProducer
{
    public Type ActorType => typeof(PodActor);

    public ActorBase Produce() => new PodActor(around);

    public void Release(ActorBase actor) { }
}
