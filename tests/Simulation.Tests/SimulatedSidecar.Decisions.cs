using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Simulation.Tests;

/// <summary>One decision of a pod: it is persisted, answered and acted on, in this order.</summary>
internal sealed partial class SimulatedSidecar
{
    private void Hear(SimulatedPod pod, IPodInput input)
    {
        var (before, heard) = (pod.State, input is StepAnswered answered ? answered.Answer : input);
        var decision = _decide(before, input, Now, _options);
        var durable = decision.Facts.OfType<DurableFact>().ToArray();
        var fails = durable.Length + decision.Effects.Count == 0 ? FailAt.Nowhere : Take(durable.Length > 0);
        if (fails == FailAt.BeforePersist)
        {
            Crash();
            return;
        }
        if (durable.Length > 0 && _unflushed is not null)
            fails = FailAt.PersistRefused;
        if (fails != FailAt.PersistRefused)
            foreach (var fact in durable)
                _judge.Hear(pod, heard, fact);
        if (fails == FailAt.FlushFails)
            _unflushed = (pod, durable, Time + StopsWithin);
        else if (fails != FailAt.PersistRefused)
            Keep(pod, durable);
        if (fails is FailAt.PersistRefused or FailAt.PersistReplyLost or FailAt.FlushFails)
        {
            JournalFailed(pod);
            return;
        }
        if (fails == FailAt.AfterPersist)
        {
            Crash();
            return;
        }
        pod.State = decision.Facts.Aggregate(before, (state, fact) => state.Apply(fact));
        Reply(pod, decision);
        if (fails == FailAt.AfterReply)
        {
            Crash();
            return;
        }
        foreach (var effect in decision.Effects)
        {
            Act(pod, effect);
            if (fails != FailAt.BetweenActs)
                continue;
            Crash();
            return;
        }
        WatchStep(pod);
        if (decision.RemindAfter is { } after && pod.IsAwake)
            pod.RemindAt = Time + after;
        _judge.After(pod, before, heard, durable.Length > 0);
    }

    private void WatchStep(SimulatedPod pod)
    {
        if (!pod.IsAwake || pod.State.Step == Step.None)
            pod.StepDue = null;
        else if (pod.StepDue?.Step != pod.State.StepNumber)
            pod.StepDue = (pod.State.StepNumber, Time + StepLimit.Of(pod.State.Step, _options));
    }

    private void Keep(SimulatedPod pod, DurableFact[] facts)
    {
        pod.Journal.AddRange(facts);
        pod.Ever.AddRange(facts);
        _tombstones.Kept(pod, facts, Time);
    }

    private FailAt Take(bool persists)
    {
        var armed = Armed;
        if (!persists && armed is not (FailAt.AfterReply or FailAt.BetweenActs))
            return FailAt.Nowhere;
        Armed = FailAt.Nowhere;
        return armed;
    }

    private void Reply(SimulatedPod pod, Decision decision)
    {
        if (decision.CreateReply is { } created && pod.Creators > 0)
        {
            (pod.Creators, pod.CreateReplyAt) = (0, null);
            _judge.Hear(pod, created);
            pod.CreateAcked |= created is PodCreated;
        }
        if (decision.DeleteReply is not null && pod.Deleters > 0)
        {
            pod.Deleters = 0;
            pod.DeleteAcked = true;
        }
    }

    private void Act(SimulatedPod pod, PodEffect effect)
    {
        _judge.Hear(pod, effect);
        switch (effect)
        {
            case StartWatching watch:
                Poller.Watch(pod, watch.Job, pod.State.GlobalJobId, endIsKnown: !watch.Stream);
                if (watch.Stream)
                    _streams.Watch(pod);
                else
                    _streams.Unwatch(pod);
                break;
            case StopWatching:
                Poller.Unwatch(pod);
                _streams.Unwatch(pod);
                break;
            case ForgetEvents { TombstoneToo: true } when pod.State.WasNeverAccepted:
                _judge.Forgets(pod, Time, _tombstones.BeganAt);
                pod.BeForgotten();
                break;
            case ForgetEvents forget:
                pod.Journal.RemoveRange(0, pod.Journal.Count - (forget.TombstoneToo ? 0 : 1));
                break;
            case Passivate:
                Leave(pod);
                break;
            case ReportJob report:
                Poller.Watch(pod, report.Job, pod.State.GlobalJobId, endIsKnown: false);
                break;
            case ReportUnownedJob or AskWhyIdle:
                break; // words for people
            case RemoveLosers:
                pod.Calls.Add(new SimulatedCall(effect));
                break;
            default:
                pod.Calls.Add(new SimulatedCall(effect, pod.State.StepNumber) { GlobalJobId = pod.State.GlobalJobId });
                break;
        }
    }
}
