using System.Collections.Concurrent;
using Akka.Actor;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// What is tried again for a pod whose actor had to stop: one thing at a time for each pod of the node, however often it is asked for
/// meanwhile.
/// </summary>
internal sealed class Retries
{
    private readonly ConcurrentDictionary<PodUid, IPodMessage> _waiting = new();

    /// <summary>A deletion is asked once and must not be forgotten: it takes the place of what waits for the pod already.</summary>
    public void Schedule(IPodMessage again, TimeSpan patience, IActorRef pods, IScheduler scheduler)
    {
        var first = false;
        _waiting.AddOrUpdate(
            again.Uid,
            _ =>
            {
                first = true;
                return again;
            },
            (_, waiting) =>
            {
                first = false;
                return again is DeletePod ? again : waiting;
            }
        );
        if (!first)
            return;
        scheduler.Advanced.ScheduleOnce(
            patience,
            () =>
            {
                if (_waiting.TryRemove(again.Uid, out var due))
                    pods.Tell(due, ActorRefs.NoSender);
            }
        );
    }
}
