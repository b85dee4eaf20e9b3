using Akka.Actor;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Tells the pods when the schedd is silent for long. A short outage changes no status, and a long one changes each status twice: all pods
/// get the same instant, because each change of a message is a request to Kubernetes.
/// </summary>
/// <param name="clock">Measures the silence.</param>
/// <param name="wall">The wall clock, for the instant that is shown.</param>
internal sealed class QueueSilenceWatch(TimeProvider clock, TimeProvider wall)
{
    /// <summary>A shorter silence is not told.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private (long Since, DateTimeOffset At)? _answer;
    private QueueSilence? _told;

    /// <summary>Called after each poll that failed.</summary>
    public void Lasts(IEnumerable<IActorRef> pods)
    {
        if (_told is not null || _answer is not { } last || clock.GetElapsedTime(last.Since) < Shortest)
            return;
        _told = new QueueSilence(last.At);
        foreach (var pod in pods)
            Tell(pod);
    }

    /// <summary>Called after each poll that succeeded.</summary>
    public void IsOver(IEnumerable<IActorRef> pods)
    {
        _answer = (clock.GetTimestamp(), wall.GetUtcNow());
        if (_told is null)
            return;
        _told = null;
        foreach (var pod in pods)
            pod.Tell(new QueueSilent(null));
    }

    /// <summary>Tells a pod that watches its job from now on.</summary>
    public void Tell(IActorRef pod)
    {
        if (_told is { } silence)
            pod.Tell(new QueueSilent(silence));
    }
}
