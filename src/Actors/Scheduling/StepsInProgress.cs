using Akka.Actor;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>The pods' steps that an actor is working on. Each pod gets one answer, or the message that the answer is lost.</summary>
internal sealed class StepsInProgress
{
    private readonly HashSet<(IActorRef Pod, long Step)> _steps = [];

    public void Begin(IActorRef pod, long step) => _steps.Add((pod, step));

    /// <summary>Another actor works on the step from now on.</summary>
    public void TransferTo(IActorRef pod, long step) => _steps.Remove((pod, step));

    public void Answer(IActorRef pod, long step, IPodInput answer)
    {
        _steps.Remove((pod, step));
        pod.Tell(new StepAnswered(step, answer));
    }

    public void Lose(IActorRef pod, long step)
    {
        _steps.Remove((pod, step));
        pod.Tell(new StepLost(step));
    }

    public void ReportProgress()
    {
        foreach (var (pod, step) in _steps)
            pod.Tell(new StepInProgress(step));
    }

    public void ReportAllLost()
    {
        foreach (var (pod, step) in _steps)
            pod.Tell(new StepLost(step));
        _steps.Clear();
    }
}
