using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Does what PodActor does around <see cref="PodLife"/>: recover, decide, persist, then reply, then act; and may stop between any
/// two of them.</summary>
internal sealed partial class SimulatedSidecar : ISidecar
{
    /// <summary>As long as the host gives those whom it answers.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(6);

    private readonly IReadOnlyList<SimulatedPod> _pods;
    private readonly ActorsOptions _options;
    private readonly Judge _judge;
    private readonly Decider _decide;

    public SimulatedSidecar(IReadOnlyList<SimulatedPod> pods, ActorsOptions options, Judge judge, Decider decide, TimeSpan remembersUnknown)
    {
        (_pods, _options, _judge, _decide) = (pods, options, judge, decide);
        var byTag = pods.ToDictionary(pod => pod.Uid.Tag);
        Poller = new SimulatedPoller(Deliver, byTag.GetValueOrDefault, options.RetryAtMost);
        _streams = new SimulatedStreams(pods, Hear);
        _tombstones = new SimulatedTombstones(pods, options.ForgetEvery, remembersUnknown);
    }

    private readonly SimulatedStreams _streams;
    private readonly SimulatedTombstones _tombstones;

    public SimulatedPoller Poller { get; }

    /// <summary>The true time.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>How far the clock of the rules is behind, which each life takes from the wall clock at its start.</summary>
    private TimeSpan _behind;

    private DateTimeOffset Now => Time - _behind;
    public FailAt Armed { get; set; }

    /// <summary>After a failed flush the journal is read on, as if it were not going to say something else at the next start: a fault put
    /// in.</summary>
    public bool ReadsOn { get; init; }

    /// <summary>No: a fault put in.</summary>
    public bool AsksPodsToWatchAgain { get; init; } = true;

    /// <summary>Told as failed by a flush of the journal, and there all the same at the next start. Until then nothing is written or read,
    /// and the process stops.</summary>
    private (SimulatedPod Pod, DurableFact[] Facts, DateTimeOffset StopsAt)? _unflushed;

    /// <summary>To the pod's actor, which is brought into memory for it.</summary>
    public void Deliver(SimulatedPod pod, IPodInput input)
    {
        if (!pod.IsAwake)
        {
            if (_unflushed is not null && !ReadsOn)
                return;
            (pod.IsAwake, pod.State, pod.Incarnation) = (true, pod.Replayed(), pod.Incarnation + 1);
            if (pod.State.Stage is not (Stage.New or Stage.Refused or Stage.Deleted))
                Hear(pod, new Remind());
            if (!pod.IsAwake)
                return; // died while it recovered; who asks, asks again
        }
        if (input is CreatePod)
        {
            pod.Creators++;
            pod.CreateReplyAt = Time + _options.CreateReplyWithin;
        }
        if (input is DeletePod)
            pod.Deleters++;
        Hear(pod, input);
    }

    public void Answer(SimulatedPod pod, SimulatedCall call, IPodInput answer) => Hear(pod, new StepAnswered(call.Step, answer));

    public void Read(SimulatedPod pod)
    {
        if (pod.IsAwake && PodStatusView.Of(pod.State) is { } told)
            _judge.Read(pod, told);
    }

    public void Pass(DateTimeOffset now)
    {
        Time = now;
        if (_unflushed is { } failed && failed.StopsAt <= Time)
            Crash();
        _tombstones.Forget(pod => Deliver(pod, new ForgetUnknown(pod.Uid)), Time);
        foreach (var pod in _pods)
        {
            if (pod is { IsAwake: true, CreateReplyAt: { } due } && due <= Time)
            {
                pod.CreateReplyAt = null;
                Hear(pod, new CreateReplyDue());
            }
            if (pod is { IsAwake: true, StepDue: { } step } && step.At <= Time)
            {
                pod.StepDue = null;
                pod.Faults++;
                foreach (var call in pod.Calls.Where(call => call.Step <= step.Step))
                    call.IsGivenUp = true;
                Hear(pod, new StepLost(step.Step));
            }
            if (pod is { IsAwake: true, RemindAt: { } at } && at <= Time)
            {
                pod.RemindAt = null;
                Hear(pod, new Remind());
            }
            if (pod.WakeAt is not { } wake || wake > Time)
                continue;
            pod.WakeAt = null;
            Deliver(pod, pod.WakesToDelete ? new DeletePod(pod.Uid) : new WakeUp(pod.Uid));
        }
    }

    public void ScanStreams() => _streams.Scan();

    /// <summary>The process dies, and starts again: every pod that has events or a folder is woken.</summary>
    public void Crash(SimulatedPod? lost = null, TimeSpan steppedBack = default)
    {
        _behind += steppedBack;
        Armed = FailAt.Nowhere;
        _tombstones.BeginAnew(Time);
        foreach (var pod in _pods)
        {
            pod.Orphans.AddRange(pod.Calls.Where(call => call is { IsOfATool: true, IsDone: false }));
            Stop(pod);
            (pod.WakeAt, pod.WakesToDelete) = (null, false);
            pod.Faults++;
        }
        Poller.Forget();
        _streams.Forget();
        if (_unflushed is { } late)
            Keep(late.Pod, late.Facts);
        _unflushed = null;
        lost?.LoseJournal();
        foreach (var pod in _pods.Where(pod => pod.Journal.Count > 0 || pod is { FilesThere: true, HasLostJournal: false }))
            Deliver(pod, new WakeUp(pod.Uid));
    }

    /// <summary>
    /// The actor that polls or reads streams stops and is started again, without its list: every pod here is asked to put itself there
    /// again.
    /// </summary>
    public void WatcherStops()
    {
        Poller.Forget();
        _streams.Forget();
        if (!AsksPodsToWatchAgain)
            return;
        foreach (var pod in _pods.Where(pod => pod.IsAwake))
            Hear(pod, new WakeUp(pod.Uid));
    }

    private void Leave(SimulatedPod pod)
    {
        if (pod.Creators + pod.Deleters > 0)
            return;
        Stop(pod);
        if (pod.Replayed().Stage is not (Stage.New or Stage.Refused or Stage.Deleted))
            pod.WakeAt = Time;
    }

    // The actor stops and its process lives: what it began goes on, and nobody hears of it.
    private void JournalFailed(SimulatedPod pod)
    {
        (pod.WakeAt, pod.WakesToDelete) = (Time + _options.RetryAfter, pod.Deleters > 0);
        pod.Orphans.AddRange(pod.Calls.Where(call => call is { IsOfATool: true, IsDone: false }));
        foreach (var call in pod.Calls.Where(call => call is { IsOfATool: false, IsDone: false }))
            SimulatedTools.InFolder(pod, call.Effect);
        pod.Faults++;
        Poller.Unwatch(pod);
        _streams.Unwatch(pod);
        Stop(pod);
    }

    private static void Stop(SimulatedPod pod)
    {
        pod.Calls.Clear();
        (pod.IsAwake, pod.RemindAt, pod.StepDue, pod.CreateReplyAt, pod.Creators, pod.Deleters) = (false, null, null, null, 0, 0);
        if (pod.State.Stage != Stage.Finished && (pod.Runs.Count > 1 || pod.QueueForgot))
            pod.ForgetWhatWasTold();
        pod.State = pod.Replayed();
    }
}
