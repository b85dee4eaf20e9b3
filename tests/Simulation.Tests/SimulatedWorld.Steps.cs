using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Tests.Pods;

namespace HtcondorActors.Simulation.Tests;

/// <summary>What each step of a story does.</summary>
internal sealed partial class SimulatedWorld
{
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
            case StoryEvent.NotNow:
                Answer(pod, step.Dice, Outcome.NotNow);
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
                RollBack(step.Dice);
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
                _sidecar.Poller.SeeQueue(Seen(ad => !ad.FromHistory), _tools.Schedd, _now);
                break;
            case StoryEvent.QueueIsHeard:
                _sidecar.Poller.HearQueue(_now);
                if (pod.IsAwake)
                    _sidecar.Deliver(pod, WhyIdleOf(step.Dice));
                break;
            case StoryEvent.DepartedAreSeen:
                _sidecar.Poller.SeeDeparted(Seen(_ => true), _tools.Schedd);
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
            case StoryEvent.Suspend:
                _nodes.Suspend([.. _pods[step.Pod..], .. _pods[..step.Pod]], step.Dice, _now);
                break;
            case StoryEvent.ClockSteppedBack:
                _sidecar.Crash(steppedBack: TimeSpan.FromDays(2));
                break;
            case StoryEvent.JournalLost:
                LoseJournal(pod, step.Dice);
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
            case StoryEvent.AnotherSchedd:
                See(ScheddVisibility.Another, step.Dice);
                break;
            case StoryEvent.ScheddBack:
                See(ScheddVisibility.Clear, 0);
                break;
            case StoryEvent.RotateHistory:
                _schedd.RotateHistory();
                break;
            case StoryEvent.FolderAway:
                (pod.FolderAway, pod.FolderAwayFor) = (!pod.FolderAway, TimeSpan.Zero);
                break;
            default:
                _nodes.Meddle(pod, step.What, _now);
                break;
        }
    }

    // Nobody says when this comes: it may be about a job that has started since.
    private static WhyIdle WhyIdleOf(int dice) =>
        new(dice % 3 == 0 ? null : new IdleExplanation("0 of 4 slots fit", NoSlotFits: dice % 3 == 1, Others: dice % 2, AsOf: null));

    // Of a pod whose job has left the queue, or that the Virtual Kubelet no longer has, nothing is left that could tell.
    private void LoseJournal(SimulatedPod pod, int dice)
    {
        var hasJob = _schedd.InQueueOf(pod.Uid.Tag, ad => _schedd.LetThrough.Contains(ad.GlobalJobId!)) is not null;
        if (
            hasJob
            && pod is { DeleteAsked: false, SeenAsEnded: null }
            && _tools.ScheddVisibility is not (ScheddVisibility.Nothing or ScheddVisibility.Another)
        )
        {
            _sidecar.Crash(lost: pod);
            // An operator does not wait for a create. Without the folder nobody knows the pod's outline.
            if (dice % 2 == 0 && pod is { FilesThere: true, FolderAway: false })
                _sidecar.Deliver(pod, new AdoptPod(pod.Outline, "an operator"));
        }
    }

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

    // For that the schedd is stopped: calls and looks under way fail. One that slept through it is not played if it names a job by its id
    // alone, which may be another's by then.
    private void RollBack(int dice)
    {
        foreach (var pod in _pods)
        {
            foreach (var call in pod.Calls.Where(call => call.IsOfATool || call.Effect is Look))
                (call.IsDone, call.Failure) = (true, Sample.TimedOut);
            pod.Orphans.RemoveAll(orphan => orphan is { Effect: not (Submit or RemoveAll or RemoveLosers), GlobalJobId: null });
        }
        _sidecar.Poller.LooksFail();
        _nodes.RollBack(_pods);
        // A condor_submit that has waited for the schedd is the first that it hears.
        foreach (var pod in _pods.Where(pod => dice % 2 == 0 && pod.Orphans.Exists(orphan => orphan.Effect is Submit)))
            _tools.DoOrphan(pod, pod.Orphans.FindIndex(orphan => orphan.Effect is Submit), _now);
    }
}
