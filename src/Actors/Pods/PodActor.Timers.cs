using Akka.Actor;

namespace HtcondorActors.Actors.Pods;

/// <summary>The timers of a pod: the answer to a create, the deadline of a step, a retry, the first look at the stream.</summary>
internal sealed partial class PodActor
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// For this long after its recovery a pod makes status callers wait for the first look at its job's stream, which shows how far the
    /// containers have come. The Virtual Kubelet asks for one pod after the other, so with a longer limit a disk that hangs would delay all
    /// of them.
    /// </summary>
    private static readonly TimeSpan StreamKnownWithin = TimeSpan.FromSeconds(5);

    // Akka's own timers cost three hundred bytes in each actor that ever used one.
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
        // One deadline serves all callers, so a caller that asks again makes nobody wait longer. The message repeats, because the files may
        // still be being written when it first arrives.
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
