using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Logs an outage of the schedd: one line when it begins, one with the number of waiting pods soon after, more at growing intervals, and
/// one when it is over. The pods' own failures are at Debug meanwhile.
/// </summary>
internal sealed class OutageLines(PodsWaitingForScheduler waiting, TimeProvider clock, ILogger log)
{
    private long? _began;
    private DateTimeOffset _beganAt;
    private long _told;
    private TimeSpan _wait;
    private int _toldPods;

    /// <summary>Called after each poll that failed.</summary>
    public void Lasts(CondorFailure failure)
    {
        if (_began is null)
        {
            (_began, _beganAt) = (clock.GetTimestamp(), clock.GetUtcNow());
            (_told, _wait, _toldPods) = (_began.Value, TroubleTimes.Gather, int.MaxValue / 2);
            waiting.IsOutage = true;
            log.QueueUnseen(FailureReasons.Of(failure), failure);
        }
        else if (waiting.Failing is var pods and > 0 && TroubleTimes.IsDue(clock.GetElapsedTime(_told), _wait, _toldPods, pods))
        {
            (_told, _wait, _toldPods) = (clock.GetTimestamp(), TroubleTimes.After(_wait), pods);
            log.QueueStillUnseen(UtcTime.Of(_beganAt), FailureReasons.Of(failure), pods, failure);
        }
    }

    /// <summary>Called after each poll that succeeded.</summary>
    public void IsOver()
    {
        if (_began is { } began)
            log.QueueSeenAgain(TroubleTimes.Lasting(clock.GetElapsedTime(began)), waiting.Failing);
        else
            waiting.IsOutage = false; // not earlier: calls that began in the outage may fail after it
        _began = null;
    }
}
