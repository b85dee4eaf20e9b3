using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Tells many pods something, a few at a time. Whoever asks for a pod meanwhile wakes that pod by asking.</summary>
/// <param name="pods">The shard region.</param>
internal sealed class PodBatches(IActorRef pods)
{
    private const int AtOnce = 50;

    /// <summary>A pod whose events cannot be read does not answer: the others go on after this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Queue<IPodMessage> _left = new();
    private int _answers;

    public int Left => _left.Count;

    public void Add(IPodMessage message) => _left.Enqueue(message);

    /// <summary>A pod has answered.</summary>
    /// <returns>The last one of its batch.</returns>
    public bool Answered() => --_answers == 0;

    /// <returns>False: none is left.</returns>
    public bool Next()
    {
        _answers = 0;
        while (_answers < AtOnce && _left.TryDequeue(out var message))
        {
            pods.Tell(message);
            pods.Tell(new GetPodStatus(message.Uid, AtOnce: true));
            _answers++;
        }
        return _answers > 0;
    }
}
