using System.Collections.Concurrent;
using Akka.Actor;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Messages to send again to pods whose actors had to stop. Each pod has at most one, however many requests arrive meanwhile.
/// </summary>
internal sealed class Retries
{
    private readonly ConcurrentDictionary<PodUid, IPodMessage> _waiting = new();

    /// <summary>A deletion is asked once and must not be forgotten, so it replaces another message that waits for the pod.</summary>
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
