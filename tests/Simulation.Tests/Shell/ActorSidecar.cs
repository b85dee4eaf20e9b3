using System.Runtime.CompilerServices;
using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>
/// The real PodActor, with its real effects, timers and recovery, in the simulated world. Its journal, shard, lanes and folders are models;
/// they fail, are late, lose answers and die as the story says.
/// </summary>
internal sealed partial class ActorSidecar : ISidecar
{
    /// <summary>As long as the host gives those whom it answers.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(6);

    private readonly SingleThreadedSystem _thread;
    private readonly IReadOnlyList<SimulatedPod> _pods;
    private readonly Dictionary<string, SimulatedPod> _byName;
    private readonly ActorsOptions _options;
    private readonly Judge _judge;
    private readonly StoryClock _clock;
    private readonly SimulatedStreams _streams;
    private readonly SimulatedTombstones _tombstones;
    private readonly SimulatedJournal _journal;
    private readonly ReportedStatuses _statuses = new();
    private readonly Dictionary<SimulatedPod, (PodActor Actor, IActorRef Ref)> _actors = [];
    private readonly Dictionary<SimulatedPod, IPodInput> _heard = [];
    private readonly Callers _callers;
    private IActorRef _region = ActorRefs.Nobody;
    private StatusBoard _board = null!;
    private PodStates _states = null!;
    private PodHistories _histories = null!;
    private (SimulatedPod Pod, DurableFact[] Facts, DateTimeOffset StopsAt)? _unflushed;
    private int _life;
    private DateTimeOffset _time;

    /// <summary>How far the clock of the actors is behind the true time.</summary>
    private TimeSpan _behind;

    public ActorSidecar(
        SingleThreadedSystem thread,
        IReadOnlyList<SimulatedPod> pods,
        ActorsOptions options,
        Judge judge,
        DateTimeOffset now,
        bool isSlow
    )
    {
        (_thread, _pods, _options, _judge, _clock) = (thread, pods, options, judge, new StoryClock(now));
        _time = now;
        _callers = new Callers(judge, options.CreateReplyWithin, isSlow);
        _byName = pods.ToDictionary(pod => pod.Uid.Value);
        Poller = new SimulatedPoller(Deliver, tag => _byName.GetValueOrDefault(tag.Value), options.RetryAtMost);
        _streams = new SimulatedStreams(pods, Deliver);
        _tombstones = new SimulatedTombstones(pods, options.ForgetEvery, TimeSpan.FromHours(1));
        _journal = new SimulatedJournal(pods, this, isSlow);
        thread.Begin(_journal, Heard);
        Begin();
    }

    public SimulatedPoller Poller { get; }
    public FailAt Armed { get; set; }
    public bool IsDead { get; private set; }
    public bool MayRead => _unflushed is null;

    public void Deliver(SimulatedPod pod, IPodInput input)
    {
        if (input is CreatePod or DeletePod)
        {
            var caller = new Caller(_thread.System, pod, _time, input is DeletePod, Answered);
            _callers.Add(caller);
            Do(() => _region.Tell(input, caller));
        }
        else if (input is IPodMessage)
            Do(() => _region.Tell(input, ActorRefs.NoSender));
        else if (_actors.TryGetValue(pod, out var actor))
            Do(() => actor.Ref.Tell(input, ActorRefs.NoSender));
    }

    public void Answer(SimulatedPod pod, SimulatedCall call, IPodInput answer) => Do(() => call.Caller!(answer));

    public void Pass(DateTimeOffset now)
    {
        var time = now - _time;
        _time = now;
        _clock.Now = now - _behind;
        if (_unflushed is { } failed && failed.StopsAt <= now)
            Crash();
        Do(() => _thread.Advance(time), mayLoseSteps: true);
        Do(_journal.GoOn, mayLoseSteps: true);
        _tombstones.Forget(pod => Deliver(pod, new ForgetUnknown(pod.Uid)), now);
        if (!_journal.IsAsked)
            _callers.Judge(now);
    }

    public void ScanStreams() => _streams.Scan();

    public void Crash(SimulatedPod? lost = null, TimeSpan steppedBack = default)
    {
        IsDead = true; // from here on nothing of it is heard
        Armed = FailAt.Nowhere;
        _thread.System.Stop(_region);
        _journal.Die(lastIsDone: _life % 2 == 0, Store);
        if (_unflushed is { } late)
            Append(late.Pod, late.Facts);
        _unflushed = null;
        foreach (var pod in _pods)
        {
            Stop(pod, folderGoesOn: false);
            pod.Faults++;
        }
        Poller.Forget();
        _streams.Forget();
        _callers.Forget();
        _tombstones.BeginAnew(_time);
        lost?.LoseJournal();
        _behind += steppedBack;
        _clock.Now = _time - _behind;
        Begin();
        foreach (var pod in _pods.Where(pod => pod.Journal.Count > 0 || pod is { FilesThere: true, HasLostJournal: false }))
            Deliver(pod, new WakeUp(pod.Uid));
    }

    public void WatcherStops()
    {
        Poller.Forget();
        _streams.Forget();
        foreach (var pod in _pods.Where(pod => pod.IsAwake))
            Deliver(pod, new WakeUp(pod.Uid));
    }

    // As the gateway: what is on the board is read there, and the others are asked.
    public void Read(SimulatedPod pod)
    {
        if (_board.Find(pod.Uid) is { } told)
            _judge.Read(pod, _statuses.Of(told));
        else if (!_board.Unreadable.Contains(pod.Uid))
            Do(() => _region.Tell(new GetPodStatus(pod.Uid), new Caller(_thread.System, pod, _time, deletes: false, Answered)));
    }

    private void Begin()
    {
        var life = ++_life;
        (IsDead, _board) = (false, new StatusBoard(_statuses));
        var calls = new PodCalls(tag => _byName[tag.Value], StepOf, Called, Poller, _streams, () => !IsDead && life == _life);
        var around = new PodContext(
            _options,
            _clock,
            _board,
            calls.Lanes(),
            calls,
            "/runner.sh",
            new PodsWaitingForScheduler(),
            NullLogger<PodActor>.Instance
        )
        {
            Schedd = () => SimulatedSchedd.Name,
            States = _states = new PodStates(),
            Histories = _histories = new PodHistories(_clock, _options.RetainFinished),
        };
        var (stopped, failed) = ((Action<string>)(name => Stopped(name, life)), (Action<Exception>)Failed);
        var props = Props.CreateBy(new RecordingPodProducer(around, Made));
        _region = _thread.Start(Props.Create(() => new SimulatedRegion(props, stopped, failed)));
    }

    // All that follows from it has happened when this returns, but for what waits for the story.
    private void Do(Action act, bool mayLoseSteps = false)
    {
        var before = _pods.Select(pod => pod.State).ToArray();
        act();
        if (IsDead)
        {
            Crash();
            return;
        }
        foreach (var (pod, former) in _pods.Zip(before))
        {
            Look(pod);
            if (mayLoseSteps)
                GiveUpLost(pod);
            if (pod.State != former && pod.IsAwake && !_journal.IsAsked)
                Overlook(pod);
            if (pod.State != former)
                _judge.After(pod, former, InputOf(pod), persisted: !_journal.IsAsked);
        }
    }

    private void Overlook(SimulatedPod pod)
    {
        if (OperatorView.FaultOf(pod.State, _states, _histories) is { } words)
            _judge.Say(Rule.OperatorsSee, pod, words);
    }

    private void Look(SimulatedPod pod)
    {
        pod.IsAwake = _actors.TryGetValue(pod, out var actor);
        pod.State = pod.IsAwake ? StateOf(actor.Actor) : pod.Replayed();
    }

    private static void GiveUpLost(SimulatedPod pod)
    {
        foreach (var call in pod.Calls.Where(call => call is { Step: > 0, IsGivenUp: false } && !pod.State.IsCurrentStep(call.Step)))
        {
            call.IsGivenUp = true;
            pod.Faults++;
        }
    }

    private void Made(PodActor actor, IActorRef self)
    {
        if (IsDead)
            return;
        var pod = _byName[self.Path.Name];
        _actors[pod] = (actor, self);
        pod.Incarnation++;
        _heard.Remove(pod);
        Look(pod);
    }

    private void Heard(string name, object message)
    {
        if (Environment.CurrentManagedThreadId != _thread.Id)
            Failed(new InvalidOperationException("another thread than the story's"));
        if (IsDead || message.GetType().Assembly != typeof(PodActor).Assembly || !_byName.TryGetValue(name, out var pod))
            return;
        _heard[pod] = message switch
        {
            StepAnswered answered => answered.Answer,
            IPodInput input => input,
            _ => new Remind(),
        };
    }

    public IPodInput InputOf(SimulatedPod pod) => _heard.GetValueOrDefault(pod) ?? new Remind();

    private long StepOf(SimulatedPod pod)
    {
        Look(pod);
        return pod.State.StepNumber;
    }

    private void Called(SimulatedPod pod, SimulatedCall call)
    {
        _judge.Hear(pod, call.Effect);
        pod.Calls.Add(call);
        IsDead = Take(FailAt.BetweenActs) != FailAt.Nowhere;
    }

    private void Answered(Caller caller, object answer)
    {
        if (IsDead)
            return;
        _callers.Answered(caller);
        if (answer is RenderedStatus { Fragment: { } told })
            _judge.Read(caller.Pod, _statuses.Of(told));
        if (answer is CreateReply created)
            _judge.Hear(caller.Pod, created);
        caller.Pod.CreateAcked |= answer is PodCreated;
        caller.Pod.DeleteAcked |= answer is DeletionAccepted;
        IsDead = answer is not RenderedStatus && Take(FailAt.AfterReply) != FailAt.Nowhere;
    }

    private void Stopped(string name, int life)
    {
        if (!IsDead && life == _life)
            Stop(_byName[name], folderGoesOn: true);
    }

    private void Failed(Exception fault) => _judge.Say(Rule.ReplayIsLive, _pods[0], $"the actor of some pod fails: {fault}");

    // What its actor began goes on, and nobody hears of it.
    private void Stop(SimulatedPod pod, bool folderGoesOn)
    {
        if (pod.Calls.Count > 0)
            pod.Faults++; // it looks for what it had begun, and may begin it again
        pod.Orphans.AddRange(pod.Calls.Where(call => call is { IsOfATool: true, IsDone: false }));
        if (folderGoesOn)
            foreach (var call in pod.Calls.Where(call => call is { IsOfATool: false, IsDone: false }))
                SimulatedTools.InFolder(pod, call.Effect);
        pod.Calls.Clear();
        _actors.Remove(pod);
        if (pod.State.Stage != Stage.Finished && (pod.Runs.Count > 1 || pod.QueueForgot))
            pod.ForgetWhatWasTold();
        Look(pod);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_pod")]
    private static extern ref PodState StateField(PodActor actor);

    private static PodState StateOf(PodActor actor) => StateField(actor);
}
