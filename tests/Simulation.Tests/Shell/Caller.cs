using Akka.Actor;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Somebody of the sidecar's own process who asked one thing of a pod, and waits for its answer.</summary>
/// <param name="system">The actors.</param>
/// <param name="pod">Whom.</param>
/// <param name="since">When.</param>
/// <param name="deletes">Asked for its deletion; else for its creation, or what is told of it.</param>
/// <param name="answered">Is given each answer.</param>
internal sealed class Caller(ActorSystem system, SimulatedPod pod, DateTimeOffset since, bool deletes, Action<Caller, object> answered)
    : MinimalActorRef
{
    public SimulatedPod Pod => pod;
    public DateTimeOffset Since => since;
    public bool Deletes => deletes;
    public string What => deletes ? "delete" : "create";
    public int Answers { get; set; }

    /// <summary>The pod was just leaving: what it was asked was kept until it had stopped.</summary>
    public bool WasKept { get; set; }

    /// <summary>Since when the pod is safe, and this one should have been answered.</summary>
    public DateTimeOffset? OverdueSince { get; set; }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "caller";
    public override IActorRefProvider Provider { get; } = ((ExtendedActorSystem)system).Provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is CreateReply or DeleteReply or Actors.Reading.RenderedStatus)
            answered(this, message);
    }
}
