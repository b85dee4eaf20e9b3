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
internal sealed partial class SimulatedWorld
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
        _schedd = new SimulatedSchedd(spools, mutant.HasGate, mutant.KnowsNames);
        _pods = [.. Enumerable.Range(0, pods).Select(NewPod)];
        Judge = new Judge(_schedd, retains, mutant.Breaks);
        var options = Sample.Options with { RetainFinished = retains, OutputIsFetched = spools };
        Judge.Options = options;
        _sidecar =
            shell?.Invoke(_pods, options, Judge, _now)
            ?? new SimulatedSidecar(_pods, options, Judge, mutant.Decide, mutant.RemembersUnknown)
            {
                Time = _now,
                ReadsOn = mutant.ReadsOn,
                AsksPodsToWatchAgain = mutant.AsksPodsToWatchAgain,
            };
        _tools = new SimulatedTools(_schedd, Judge, mutant.BelievesSubmits ? _ => false : _sidecar.Poller.MayBeStray, _sidecar.Answer);
        _nodes = new SimulatedNodes(_schedd, Judge);
    }

    public Judge Judge { get; }
    public IReadOnlyList<SimulatedPod> Pods => _pods;
    public SimulatedSchedd Schedd => _schedd;

    /// <summary>Faults are over: who died comes back, who holds a job releases it, and time passes until everything rests.</summary>
    public void Calm()
    {
        See(ScheddVisibility.Clear, 0);
        _sidecar.Armed = FailAt.Nowhere;
        foreach (var pod in _pods)
        {
            (pod.FolderAway, pod.NextSubmit) = (false, null);
            while (pod.Orphans.Count > 0)
                _tools.DoOrphan(pod, 0, _now);
            if (IsAskedForAgain(pod))
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
                // A request that a process heard while it was about to stop was not answered: it is asked again.
                if (pod is { HasLostJournal: true, Journal.Count: 0 } && IsAskedForAgain(pod))
                    Create(pod);
                if (pod is { HasLostJournal: true, Journal.Count: 0, DeleteAsked: true, DeleteAcked: false })
                    Delete(pod);
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

    private static bool IsAskedForAgain(SimulatedPod pod) =>
        pod is { CreateAsked: true, CreateAcked: false, DeleteAsked: false, SeenAsEnded: null };

    // What was seen before, and not heard yet, first.
    private void Poll()
    {
        _sidecar.Poller.HearQueue(_now);
        _sidecar.Poller.HearDeparted(_now);
        _sidecar.Poller.SeeQueue(Seen(ad => !ad.FromHistory), _tools.Schedd, _now);
        _sidecar.Poller.HearQueue(_now);
        _sidecar.Poller.SeeDeparted(Seen(_ => true), _tools.Schedd);
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

    private void Pass(TimeSpan time)
    {
        Judge.Now = _now += time;
        foreach (var pod in _pods.Where(pod => pod.FolderAway))
            pod.FolderAwayFor += time;
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
        // A pod without a schedd takes the first that answers, so the schedd is not changed while there is one, or one without its journal.
        if (sight == ScheddVisibility.Another && Array.Exists(_pods, pod => pod.HasLostJournal || IsWithoutSchedd(pod)))
            return;
        if (sight == ScheddVisibility.Nothing)
            _seesAgainAt = _now + TimeSpan.FromSeconds(30 + dice % 150);
        _tools.ScheddVisibility = sight;
    }

    private static bool IsWithoutSchedd(SimulatedPod pod) =>
        pod.Replayed() is { Stage: Stage.Accepted or Stage.Released or Stage.Finished or Stage.Deleting, Schedd: null };

    private JobAd[]? Seen(Func<JobAd, bool> which) =>
        _tools.ScheddVisibility switch
        {
            ScheddVisibility.Down or ScheddVisibility.Frozen => null,
            ScheddVisibility.Nothing => [.. _schedd.Jobs.Where(ad => ad.FromHistory && which(ad))], // a file that everybody may read
            ScheddVisibility.Another => [SimulatedSchedd.JobThere],
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
