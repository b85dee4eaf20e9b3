using Akka.Actor;

namespace HtcondorActors.Actors.Pods;

/// <summary>What a pod waits for by the clock: its answer to a create, a step that takes too long, a retry, the first look at its
/// stream.</summary>
internal sealed partial class PodActor
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// So long after its recovery a pod lets whoever asks wait for the first look at its job's stream, which tells how far it has come. Not
    /// longer: the Virtual Kubelet asks for one pod after the other, and a disk that hangs would hold up each of them.
    /// </summary>
    private static readonly TimeSpan StreamKnownWithin = TimeSpan.FromSeconds(5);

    // Akka's own timers keep three hundred bytes in each actor that ever used one.
    private ICancelable? _replyDue;
    private ICancelable? _streamKnownDeadline;
    private ICancelable? _remind;
    private ICancelable? _stepDue;
    private long _watchedStep;
    private bool _stepProgressSeen;
    private int _reminder;

    private sealed record ReminderDue(int Number);

    private sealed record StreamKnownDeadline;

    private sealed record StepDue(long Number);

    private void AwaitCreateReply()
    {
        _createCallers = [.. _createCallers, Sender];
        // Who joins is answered with the first: a caller that asks again makes nobody wait longer. It comes again and again, as it may find
        // the files being written.
        _replyDue ??= Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            _context.Options.CreateReplyWithin,
            Soon,
            Self,
            new CreateReplyDue(),
            Self
        );
    }

    private void WatchStep()
    {
        if (_pod.Step == Step.None)
            Replace(ref _stepDue, null);
        else if (_pod.StepNumber != _watchedStep)
            AwaitStep(_pod.StepNumber);
    }

    private void AwaitStep(long number)
    {
        (_watchedStep, _stepProgressSeen) = (number, false);
        Replace(ref _stepDue, ScheduleOnce(new StepDue(number), StepLimit.Of(_pod.Step, _context.Options)));
    }

    private ICancelable ScheduleOnce(object due, TimeSpan after) =>
        Context.System.Scheduler.ScheduleTellOnceCancelable(after, Self, due, Self);

    private static void Replace(ref ICancelable? timer, ICancelable? by)
    {
        timer?.Cancel();
        timer = by;
    }
}
