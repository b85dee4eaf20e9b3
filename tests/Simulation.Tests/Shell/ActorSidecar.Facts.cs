using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>The journal keeps facts, refuses them, or keeps them and reports a failure.</summary>
internal sealed partial class ActorSidecar : IFactKeeper
{
    public (Exception Cause, bool Rejected)? Keep(SimulatedPod pod, DurableFact[] facts, IPodInput heard)
    {
        var fails = Take(FailAt.BeforePersist, FailAt.AfterPersist, FailAt.PersistRefused, FailAt.PersistReplyLost, FailAt.FlushFails);
        IsDead = fails is FailAt.BeforePersist;
        if (IsDead)
            return null;
        var cause = new IOException("the disk is full");
        if (_unflushed is not null)
            return Refuse(rejected: false);
        if (fails == FailAt.PersistRefused)
            return Refuse(rejected: pod.Number % 2 == 0);
        if (fails == FailAt.FlushFails)
        {
            Note(pod, facts, heard);
            _unflushed = (pod, facts, _time + StopsWithin);
            return Refuse(rejected: false);
        }
        Store(pod, facts, heard);
        IsDead = fails is FailAt.AfterPersist;
        return fails == FailAt.PersistReplyLost ? Refuse(rejected: false) : null;

        (Exception, bool)? Refuse(bool rejected)
        {
            pod.Faults++;
            return (cause, rejected);
        }
    }

    public void Forget(SimulatedPod pod)
    {
        _judge.Forgets(pod, _time, _tombstones.BeganAt);
        pod.BeForgotten();
    }

    private void Store(SimulatedPod pod, DurableFact[] facts, IPodInput heard)
    {
        Note(pod, facts, heard);
        Append(pod, facts);
    }

    private void Append(SimulatedPod pod, DurableFact[] facts)
    {
        pod.Journal.AddRange(facts);
        pod.Ever.AddRange(facts);
        _tombstones.Kept(pod, facts, _time);
    }

    private void Note(SimulatedPod pod, DurableFact[] facts, IPodInput heard)
    {
        if (!IsDead)
            Look(pod);
        foreach (var fact in facts)
            _judge.Hear(pod, heard, fact);
    }

    private FailAt Take(params FailAt[] places)
    {
        var armed = Array.IndexOf(places, Armed) >= 0 ? Armed : FailAt.Nowhere;
        if (armed != FailAt.Nowhere)
            Armed = FailAt.Nowhere;
        return armed;
    }
}
