using System.Globalization;
using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Asks for the status of a pod that nobody created, with a different name each time. The answer passes through the shard region, a shard,
/// a pod's actor and a read of the journal. Any of these can be alive and still not answer.
/// </summary>
internal sealed class PodProbe(WatchdogContext around)
{
    private const string Silent = "the shard region or the journal does not answer";

    /// <summary>As many names as shards, so that most shards get a question in turn.</summary>
    private const int Names = PodExtractor.Shards;

    /// <summary>
    /// Before the first answer silence is not fatal: after a start with very many pods, the first answer waits until all of them are read.
    /// </summary>
    private const int FatalBeats = 60;

    private int _asked;
    private int _unanswered;
    private bool _everAnswered;

    public void OnBeat(IActorRef self)
    {
        if (_unanswered >= WatchdogContext.BeatsUntilReported)
        {
            var words = $"{Silent} since {(around.Beat * _unanswered).TotalSeconds:0.#} s";
            if (_unanswered == WatchdogContext.BeatsUntilReported && around.Health.Report(HealthBoard.Pods, Silent))
                around.Log.PodsSilent(HealthBoard.Pods, words);
            if (_everAnswered && _unanswered >= FatalBeats)
                around.Failure.Note(Silent, words);
        }
        _unanswered++;
        var name = "watchdog-" + (_asked++ % Names).ToString(CultureInfo.InvariantCulture);
        around.Pods.Tell(new GetPodStatus(PodUid.Parse(name), AtOnce: true), self);
    }

    public void Answered()
    {
        // Before the first answer the board says that the sidecar has just started.
        if (!_everAnswered || _unanswered >= WatchdogContext.BeatsUntilReported)
            around.Health.Clear(HealthBoard.Pods);
        (_unanswered, _everAnswered) = (0, true);
    }
}
