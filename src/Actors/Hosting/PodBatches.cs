using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Sends messages to many pods, a few at a time. A request for another pod wakes that pod without waiting for its batch.</summary>
/// <param name="pods">The shard region.</param>
internal sealed class PodBatches(IActorRef pods)
{
    private const int AtOnce = 50;

    /// <summary>A pod whose events cannot be read does not answer. After this time the next batch follows.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Queue<IPodMessage> _left = new();
    private readonly HashSet<PodUid> _asked = [];
    private int _answers;

    public int Left => _left.Count;

    /// <summary>The pods that have not answered.</summary>
    public IReadOnlyCollection<PodUid> Unanswered => _asked;

    public void Add(IPodMessage message) => _left.Enqueue(message);

    /// <summary>Counts the answer of a pod.</summary>
    /// <returns>True if it was the last answer of the batch.</returns>
    public bool Answered(PodUid uid)
    {
        _asked.Remove(uid);
        return --_answers == 0;
    }

    /// <returns>False if no message is left.</returns>
    public bool Next()
    {
        _answers = 0;
        while (_answers < AtOnce && _left.TryDequeue(out var message))
        {
            pods.Tell(message);
            pods.Tell(new GetPodStatus(message.Uid, AtOnce: true));
            _asked.Add(message.Uid);
            _answers++;
        }
        return _answers > 0;
    }
}
