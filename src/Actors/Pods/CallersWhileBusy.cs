using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Pods;

/// <summary>Remembers who asked a pod for something while its events were being read or written, and answers them if that fails.</summary>
internal sealed class CallersWhileBusy
{
    private readonly List<(IPodMessage Asked, IActorRef Asker)> _callers = [];

    public void Note(IPodMessage asked, IActorRef asker) => _callers.Add((asked, asker));

    /// <summary>
    /// What to try again later. A deletion is asked once and must not be forgotten; a wake-up comes from the sidecar itself. Null if there
    /// was neither: other callers ask again themselves, and a retry for each of their requests would pile up.
    /// </summary>
    public IPodMessage? RetryMessage =>
        _callers.Select(caller => caller.Asked).OfType<DeletePod>().FirstOrDefault() as IPodMessage
        ?? _callers.Select(caller => caller.Asked).OfType<WakeUp>().FirstOrDefault();

    /// <summary>True if the sidecar itself has woken the pod, because the journal lists it.</summary>
    public bool WasWoken => _callers.Any(caller => caller.Asked is WakeUp);

    /// <param name="words">Why the callers get no answer.</param>
    public void Answer(string words)
    {
        foreach (var (asked, asker) in _callers)
        {
            object? answer = asked switch
            {
                CreatePod or CreateRefused or AdoptPod => new PodNotAccepted(words),
                DeletePod => new DeletionNotAccepted(words),
                GetPodStatus => new RenderedStatus(asked.Uid, null) { CannotTell = true },
                // A failure makes the caller ask again. "No such pod" and "no log yet" would both be wrong.
                GetLogLocation => new Status.Failure(new TimeoutException(words)),
                _ => null,
            };
            if (answer is not null)
                asker.Tell(answer);
        }
    }
}
