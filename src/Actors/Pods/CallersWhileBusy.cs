using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Pods;

/// <summary>Who asked a pod for something while its events were being read or written, and what they are told when those cannot
/// be.</summary>
internal sealed class CallersWhileBusy
{
    private readonly List<(IPodMessage Asked, IActorRef Asker)> _callers = [];

    public void Note(IPodMessage asked, IActorRef asker) => _callers.Add((asked, asker));

    /// <summary>
    /// What to try again later. A deletion is asked once and must not be forgotten; a wake-up is our own. Neither was among them: null, for
    /// whoever asks for a pod over and over must not be followed by ever more tries of ours.
    /// </summary>
    public IPodMessage? RetryMessage =>
        _callers.Select(caller => caller.Asked).OfType<DeletePod>().FirstOrDefault() as IPodMessage
        ?? _callers.Select(caller => caller.Asked).OfType<WakeUp>().FirstOrDefault();

    /// <param name="words">Why they are told no.</param>
    public void Answer(string words)
    {
        foreach (var (asked, asker) in _callers)
        {
            object? answer = asked switch
            {
                CreatePod or CreateRefused => new PodNotAccepted(words),
                DeletePod => new DeletionNotAccepted(words),
                GetPodStatus => new RenderedStatus(asked.Uid, null),
                // Neither "no such pod" nor "no log yet": whoever asks is to ask again.
                GetLogLocation => new Status.Failure(new TimeoutException(words)),
                _ => null,
            };
            if (answer is not null)
                asker.Tell(answer);
        }
    }
}
