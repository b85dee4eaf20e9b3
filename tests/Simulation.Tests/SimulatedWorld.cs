using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Makes the sidecar of a world.</summary>
internal delegate ISidecar ShellMaker(IReadOnlyList<SimulatedPod> pods, ActorsOptions options, Judge judge, DateTimeOffset now);

/// <summary>Many pods, one sidecar, one schedd, one Virtual Kubelet and one clock: single-threaded, and moved only by the steps of a
/// story.</summary>
internal sealed class SimulatedWorld
{
    private readonly SimulatedPod[] _pods;
    private readonly SimulatedSchedd _schedd;
    private readonly ISidecar _sidecar;
    private readonly SimulatedTools _tools;
    private readonly SimulatedNodes _nodes;
    private DateTimeOffset _now = Sample.Noon;
    private DateTimeOffset _seesAgainAt;

    /// <param name="pods">How many.</param>
    /// <param name="retains">How long logs are kept after a deletion.</param>
    /// <param name="spools">The schedd is elsewhere.</param>
    /// <param name="mutant">The fault put in.</param>
    /// <param name="shell">Makes the sidecar; null: a model of it.</param>
    public SimulatedWorld(int pods, TimeSpan retains, bool spools, Mutant mutant, ShellMaker? shell = null)
    {
        _schedd = new SimulatedSchedd(spools, mutant.HasGate);
        _pods = [.. Enumerable.Range(0, pods).Select(NewPod)];
        Judge = new Judge(_schedd, retains, mutant.Breaks);
        var options = Sample.Options with { RetainFinished = retains };
        _sidecar =
            shell?.Invoke(_pods, options, Judge, _now)
            ?? new SimulatedSidecar(_pods, options, Judge, mutant.Decide, mutant.RemembersUnknown)
            {
                Now = _now,
                ReadsOn = mutant.ReadsOn,
                AsksPodsToWatchAgain = mutant.AsksPodsToWatchAgain,
            };
        _tools = new SimulatedTools(_schedd, Judge, _sidecar.Answer);
        _nodes = new SimulatedNodes(_schedd, Judge);
    }

    public Judge Judge { get; }
    public IReadOnlyList<SimulatedPod> Pods => _pods;
    public SimulatedSchedd Schedd => _schedd;

    public void Step(StoryStep step)
    {
        var pod = _pods[step.Pod];
        switch (step.What)
        {
            case StoryEvent.Create:
                Create(pod);
                break;
            case StoryEvent.Delete:
                Delete(pod);
                break;
            case StoryEvent.CreateTwice:
                Create(pod);
                Create(pod);
                break;
            case StoryEvent.KubeletRestarts:
                foreach (var each in _pods.Where(each => each is { CreateAsked: true, DeleteAsked: false }))
                    Create(each);
                break;
            case StoryEvent.KubeletAsks:
                _sidecar.Read(pod);
                break;
            case StoryEvent.Answer:
                Answer(pod, step.Dice, Outcome.Done);
                break;
            case StoryEvent.Do:
                if (pod.Calls.Count > 0)
                    _tools.Do(pod, Next(pod, step.Dice), Outcome.Done, _now);
                break;
            case StoryEvent.Refuse:
                Answer(pod, step.Dice, Outcome.Refused);
                break;
            case StoryEvent.TimeOut:
                Answer(pod, step.Dice, Outcome.TimedOut);
                break;
            case StoryEvent.LoseReply:
                Answer(pod, step.Dice, Outcome.ReplyLost);
                break;
            case StoryEvent.DoLater:
                Answer(pod, step.Dice, Outcome.DoneLater);
                break;
            case StoryEvent.Double:
                Answer(pod, step.Dice, Outcome.Doubled);
                break;
            case StoryEvent.Absent:
                Answer(pod, step.Dice, Outcome.Absent);
                break;
            case StoryEvent.Garbage:
                Answer(pod, step.Dice, Outcome.Garbage);
                break;
            case StoryEvent.HalfDone:
                Answer(pod, step.Dice, Outcome.HalfDone);
                break;
            case StoryEvent.BatchBreaks:
                BreakBatch(step.Dice);
                break;
            case StoryEvent.LoseAnswer:
                if (pod.Calls.Count > 0)
                    _tools.Lose(pod, Next(pod, step.Dice), step.Dice % 2 == 0, _now);
                break;
            case StoryEvent.LaneStops:
                StopLane(step.Dice);
                break;
            case StoryEvent.WatcherStops:
                _sidecar.WatcherStops();
                break;
            case StoryEvent.BackUp:
                _schedd.BackUp();
                break;
            case StoryEvent.RollBack:
                RollBack();
                break;
            case StoryEvent.OrphanActs:
                if (pod.Orphans.Count > 0)
                    _tools.DoOrphan(pod, step.Dice % pod.Orphans.Count, _now);
                break;
            case StoryEvent.Time:
                Pass(TimeSpan.FromSeconds(1 + step.Dice % 12));
                break;
            case StoryEvent.LongTime:
                Pass(TimeSpan.FromSeconds(60 + step.Dice % 840));
                break;
            case StoryEvent.Hours:
                for (var each = 0; each < 7 + step.Dice % 7; each++)
                    Pass(TimeSpan.FromMinutes(10));
                break;
            case StoryEvent.QueueIsSeen:
                _sidecar.Poller.SeeQueue(Seen(ad => !ad.FromHistory), _now);
                break;
            case StoryEvent.QueueIsHeard:
                _sidecar.Poller.HearQueue(_now);
                break;
            case StoryEvent.DepartedAreSeen:
                _sidecar.Poller.SeeDeparted(Seen(_ => true));
                break;
            case StoryEvent.DepartedAreHeard:
                _sidecar.Poller.HearDeparted(_now);
                break;
            case StoryEvent.StreamsAreRead:
                _sidecar.ScanStreams();
                break;
            case StoryEvent.JobMoves:
                _nodes.Move(pod, step.Dice, _now);
                break;
            case StoryEvent.Crash:
                _sidecar.Crash();
                break;
            case StoryEvent.FailAt:
                _sidecar.Armed = (FailAt)(1 + step.Dice % 7);
                break;
            case StoryEvent.ScheddDown:
                See(ScheddVisibility.Down, step.Dice);
                break;
            case StoryEvent.ScheddFrozen:
                See(ScheddVisibility.Frozen, step.Dice);
                break;
            case StoryEvent.SeeNothing:
                See(ScheddVisibility.Nothing, step.Dice);
                break;
            case StoryEvent.ScheddBack:
                See(ScheddVisibility.Clear, 0);
                break;
            case StoryEvent.RotateHistory:
                _schedd.RotateHistory();
                break;
            case StoryEvent.FolderAway:
                pod.FolderAway = !pod.FolderAway;
                break;
            default:
                _nodes.Meddle(pod, step.What, _now);
                break;
        }
    }

    /// <summary>Faults are over: who died comes back, who holds a job releases it, and time passes until everything rests.</summary>
    public void Calm()
    {
        See(ScheddVisibility.Clear, 0);
        _sidecar.Armed = FailAt.Nowhere;
        foreach (var pod in _pods)
        {
            pod.FolderAway = false;
            while (pod.Orphans.Count > 0)
                _tools.DoOrphan(pod, 0, _now);
            if (pod is { CreateAsked: true, CreateAcked: false, DeleteAsked: false, SeenAsEnded: null })
                Create(pod);
        }
        for (
            var round = 0;
            round < LivenessRules.Rounds && !Array.TrueForAll(_pods, pod => LivenessRules.Lacks(pod, _schedd) is null);
            round++
        )
        {
            Pass(LivenessRules.Round);
            foreach (var pod in _pods)
            {
                for (var calls = 0; pod.Calls.Count > 0 && calls < LivenessRules.CallsPerRound; calls++)
                    Answer(pod, 0, Outcome.Done);
                _schedd.ReleaseByHand(pod.Uid.Tag);
                _nodes.RunOn(pod, _now);
            }
            _sidecar.ScanStreams();
            Poll();
            foreach (var pod in _pods)
                _sidecar.Read(pod);
        }
        foreach (var pod in _pods)
            LivenessRules.Judge(pod, _schedd, Judge);
    }

    // What was seen before, and not heard yet, first.
    private void Poll()
    {
        _sidecar.Poller.HearQueue(_now);
        _sidecar.Poller.HearDeparted(_now);
        _sidecar.Poller.SeeQueue(Seen(ad => !ad.FromHistory), _now);
        _sidecar.Poller.HearQueue(_now);
        _sidecar.Poller.SeeDeparted(Seen(_ => true));
        _sidecar.Poller.HearDeparted(_now);
    }

    private void Create(SimulatedPod pod)
    {
        // One that was told as ended is not created again; one that was asked to be deleted is, by a create that was long under way.
        if (pod.SeenAsEnded is not null)
            return;
        pod.CreateAsked = true;
        _sidecar.Deliver(pod, new CreatePod(new PlannedPod(pod.Outline, Sample.Create.Plan.Files)));
    }

    private void Delete(SimulatedPod pod)
    {
        pod.DeleteAsked = true;
        _sidecar.Deliver(pod, new DeletePod(pod.Uid));
    }

    private void Answer(SimulatedPod pod, int dice, Outcome outcome)
    {
        if (pod.Calls.Count == 0)
            return;
        var call = Next(pod, dice);
        _tools.Do(pod, call, outcome, _now);
        _tools.Answer(pod, call);
    }

    // A folder has one call at a time, in their order.
    private static SimulatedCall Next(SimulatedPod pod, int dice) =>
        pod.Calls[dice % pod.Calls.Count] is var call && IsInFolder(call) ? pod.Calls.Find(IsInFolder)! : call;

    private static bool IsInFolder(SimulatedCall call) => call.Effect is WriteFiles or RemoveFiles;

    // One condor_submit for all that wait: some of them are in the queue when it fails, and nobody is told which.
    private void BreakBatch(int dice)
    {
        var batch = _pods
            .SelectMany(pod => pod.Calls.Where(call => call is { Effect: Submit, IsDone: false }).Select(call => (pod, call)))
            .ToArray();
        for (var i = 0; i < batch.Length; i++)
            _tools.Do(batch[i].pod, batch[i].call, i < dice % (batch.Length + 1) ? Outcome.ReplyLost : Outcome.TimedOut, _now);
    }

    // All that one lane has in its hands is lost: some of it is done, and nobody is told which.
    private void StopLane(int dice)
    {
        var calls = _pods
            .SelectMany(pod => pod.Calls.Where(call => call.IsOfATool || call.Effect is Look or ReadStream).Select(call => (pod, call)))
            .ToArray();
        if (calls.Length == 0)
            return;
        var lane = calls[dice % calls.Length].call.Effect.GetType();
        foreach (var (pod, call) in calls.Where(each => each.call.Effect.GetType() == lane))
            _tools.Lose(pod, call, (dice + pod.Number) % 2 == 0, _now);
    }

    // For that the schedd is stopped: calls and looks under way fail. One that slept through it is not played if it names a job by its id,
    // which may be another's by then.
    private void RollBack()
    {
        foreach (var pod in _pods)
        {
            foreach (var call in pod.Calls.Where(call => call.IsOfATool || call.Effect is Look))
                (call.IsDone, call.Failure) = (true, Sample.TimedOut);
            pod.Orphans.RemoveAll(orphan => orphan.Effect is not (Submit or RemoveAll));
        }
        _sidecar.Poller.LooksFail();
        _nodes.RollBack(_pods);
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        if (_tools.ScheddVisibility == ScheddVisibility.Nothing && _now >= _seesAgainAt)
            _tools.ScheddVisibility = ScheddVisibility.Clear;
        if (_tools.ScheddVisibility is not (ScheddVisibility.Down or ScheddVisibility.Frozen))
            foreach (var ad in _schedd.CollectAbandoned(_now))
                Array.Find(_pods, pod => pod.Uid.Tag == ad.Tag)!.Faults++;
        _sidecar.Pass(_now);
    }

    // Who sees no jobs at all for five minutes believes it (docs/reliability.md): not longer than three.
    private void See(ScheddVisibility sight, int dice)
    {
        if (sight == ScheddVisibility.Nothing && _now <= _seesAgainAt + TimeSpan.FromMinutes(5))
            return;
        if (sight == ScheddVisibility.Nothing)
            _seesAgainAt = _now + TimeSpan.FromSeconds(30 + dice % 150);
        _tools.ScheddVisibility = sight;
    }

    private JobAd[]? Seen(Func<JobAd, bool> which) =>
        _tools.ScheddVisibility switch
        {
            ScheddVisibility.Down or ScheddVisibility.Frozen => null,
            ScheddVisibility.Nothing => [.. _schedd.Jobs.Where(ad => ad.FromHistory && which(ad))], // a file that everybody may read
            _ => [.. _schedd.Jobs.Where(which)],
        };

    private static SimulatedPod NewPod(int number) =>
        new(
            number,
            ModelOutlines.All[number % ModelOutlines.All.Count] with
            {
                Uid = PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}"),
            }
        );
}
