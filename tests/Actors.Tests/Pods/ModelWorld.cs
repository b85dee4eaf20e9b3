using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>
/// One pod, its journal, a pure schedd, a pure runner, and everything that can go wrong between them: lost replies, calls that fail before
/// or after their effect, processes that die, children that outlive them, the schedd's own clean-up, an administrator's. Chosen step by
/// step from numbers.
/// </summary>
/// <remarks>
/// Not the world of tests/Simulation.Tests with one pod in it, though that knows all of this and more: every order can be lived only where
/// worlds come to be alike (<see cref="Likeness"/>). There a clock with reminders, polls that last, and calls that are done before they are
/// answered belong to what the next step depends on, and no two are.
/// </remarks>
internal sealed class ModelWorld(PodOutline outline, TimeSpan retains = default)
{
    private readonly ActorsOptions _options = Sample.Options with { RetainFinished = retains };
    private readonly List<DurableFact> _journal = [];
    private readonly List<PodEffect> _underWay = [];
    private int _zombieSubmits;
    private PodState _pod = PodState.Of(Sample.Uid);
    private DateTimeOffset _now = Sample.Noon;

    public ModelSchedd Schedd { get; } = new();
    public IReadOnlyList<DurableFact> Journal => _journal;
    public PodState Pod => _pod;
    public List<string> Broken { get; } = [];

    /// <summary>Of the job that runs or ran.</summary>
    public ModelStream? Stream { get; private set; }

    /// <summary>All that the next step depends on, but for the time: worlds that are alike in it have the same future.</summary>
    public string Likeness =>
        string.Join(
            '|',
            _pod.Stage,
            _pod.Step,
            _pod.Attempt,
            _pod.Job,
            _pod.Ad?.Status,
            _pod.RefusedSubmits,
            _pod.MayResubmit,
            _pod.Missed?.Times,
            _pod.JobHasLeft,
            _pod.Run.RunId,
            _pod.Run.Containers.Count,
            _pod.End is null,
            string.Join(
                ',',
                Schedd.Jobs.Select(ad => $"{ad.Id} {ad.Status} {ad.HoldReasonCode} {ad.FromHistory} {ad.ReleaseReason is null}")
            ),
            string.Join(',', Schedd.Started),
            string.Join(',', _underWay.Select(effect => effect.GetType().Name)),
            _zombieSubmits,
            Stream is null,
            _filesThere,
            _logThere,
            _told is null,
            _asksAnother,
            _pod.AskedInstead is null,
            _journal.Count(fact => fact is DeletionAsked)
        );

    private static readonly ScheddName Own = ScheddName.Parse("schedd@here");
    private static readonly ScheddName Another = ScheddName.Parse("schedd@there");

    /// <summary>The tools talk to another schedd, which takes no job.</summary>
    private bool _asksAnother;

    private PodStatus? _told;
    private bool _filesThere;
    private bool _logThere;

    /// <summary>One step of a world in which anything may fail.</summary>
    public void Step(int dice)
    {
        _now += TimeSpan.FromSeconds(1);
        switch (dice)
        {
            case 0:
                Hear(new CreatePod(new PlannedPod(outline, Sample.Create.Plan.Files)));
                break;
            case 1:
                Hear(new DeletePod(Sample.Uid));
                break;
            case 2:
                Crash();
                break;
            case 3 or 4:
                Progress();
                break;
            case 5:
                Schedd.CollectAbandoned();
                break;
            case 6 when _zombieSubmits > 0:
                _zombieSubmits--;
                Schedd.Commit();
                break;
            case 7:
                Hear(new Remind());
                break;
            case 8:
                Poll();
                break;
            case 9:
                Answer(Outcome.FailedBefore);
                break;
            case 10:
                Answer(Outcome.FailedAfter);
                break;
            case 11:
                RemoveByHand();
                break;
            case 13:
                _asksAnother = !_asksAnother;
                break;
            default:
                Answer(Outcome.Done);
                break;
        }
    }

    private void Progress()
    {
        Schedd.Progress();
        if (Schedd.Started.Count == 0 || Stream is not null)
            return;
        (Stream, _logThere) = (new ModelStream(outline), true);
    }

    private void RemoveByHand()
    {
        if (!Schedd.InQueue.Any(ad => ad.Status == JobStatus.Running))
            return;
        Stream!.Stop();
        for (var i = 0; i < 5; i++)
            Stream.Step(i);
        Schedd.Remove(ad => ad.Status == JobStatus.Running);
    }

    private enum Outcome
    {
        Done,
        FailedBefore,
        FailedAfter,
    }

    private void Answer(Outcome outcome)
    {
        if (_underWay.Count == 0)
            return;
        var effect = _underWay[0];
        _underWay.RemoveAt(0);
        if (_asksAnother && effect is Submit)
            outcome = Outcome.FailedBefore;
        if (outcome != Outcome.FailedBefore)
            Do(effect);
        var failure =
            outcome == Outcome.Done ? null
            : outcome == Outcome.FailedBefore ? Sample.Refused
            : Sample.TimedOut;
        IPodInput? answer = effect switch
        {
            WriteFiles => new FilesWritten(failure) { Schedd = Own },
            RemoveFiles => new FilesRemoved(failure),
            Submit => new SubmitEnded(failure) { Job = failure is null ? Schedd.Jobs[^1] : null },
            Look when failure is not null => new JobsFound(JobQuery.CannotTell(failure)),
            Look look => _asksAnother ? Sample.Found().By(Another) : Schedd.Look(look.AlsoHistory).By(Own),
            Release => new ReleaseEnded(failure),
            RemoveAll => new RemoveEnded(failure),
            Acknowledge => new AcknowledgeEnded(failure),
            ReadStream => new RunRead(failure is null && Stream is not null ? Stream.View : RunView.Empty, failure),
            _ => null,
        };
        if (answer is not null)
            Hear(answer);
    }

    private void Do(PodEffect effect)
    {
        switch (effect)
        {
            case WriteFiles:
                _filesThere = true;
                break;
            case RemoveFiles remove:
                (_filesThere, _logThere) = (false, _logThere && remove.ButLogs);
                break;
            default:
                if (!_asksAnother)
                    Schedd.Do(effect);
                break;
        }
    }

    private void Hear(IPodInput input)
    {
        var before = _pod;
        var decision = PodLife.Decide(_pod, input, _now, _options);
        foreach (var fact in decision.Facts)
        {
            if (fact is DurableFact durable)
                _journal.Add(durable);
            _pod = _pod.Apply(fact);
        }
        foreach (var effect in decision.Effects)
        {
            if (effect is Submit submit && !_journal.OfType<SubmitIntended>().Any(intent => intent.Attempt == submit.Attempt))
                Broken.Add("a submit without an intent");
            if (effect is Submit or RemoveFiles or ReadStream && IsOfAnother(input))
                Broken.Add($"{effect.GetType().Name} because another schedd does not have the job");
            if (effect is Submit or Release && _journal.Any(fact => fact is DeletionAsked))
                Broken.Add("submit or release after a delete");
            if (effect is Release release && !_journal.OfType<ReleaseDecided>().Any(decided => decided.Job == release.Job))
                Broken.Add("a release that was not decided");
            if (effect is not (StartWatching or StopWatching or ForgetEvents or Passivate or ReportUnownedJob or AskWhyIdle or ReportJob))
                _underWay.Add(effect);
        }
        if (IsOfAnother(input) && decision.Facts.Any(fact => fact is JobLeft or JobAbsent or SubmitIntended or SubmitRefused))
            Broken.Add("another schedd was believed");
        // Files are written behind those that are being removed: the folder has one call at a time, in this order.
        var removedFirst = _underWay is [RemoveFiles, WriteFiles, ..] ? 1 : 0;
        if (_underWay.Count(effect => effect is not RemoveLosers) > 1 + removedFirst)
            Broken.Add($"two calls at once after {input.GetType().Name} in {before.Stage}");
        if (before.End is { } end && _pod.End is { } now && end != now)
            Broken.Add("a finished pod changed");
        if (_pod.Stage is Stage.Retained or Stage.Deleted && _filesThere)
            Broken.Add("a deleted pod's files are there");
        if (_pod.Stage == Stage.Deleted && _logThere)
            Broken.Add("a deleted pod's log is there for ever");
        if (_journal.OfType<DeletionAsked>().FirstOrDefault() is { } asked && Stream is not null && !_logThere && _now < asked.At + retains)
            Broken.Add("a log went before its time");
        if (before.Stage == Stage.Refused && _pod.Stage != Stage.Refused)
            _told = null; // created anew
        Tell();
    }

    // The delete of a pod that was never accepted has no schedd, and ends anywhere.
    private bool IsOfAnother(IPodInput input) =>
        _pod.Schedd is not null
        && input switch
        {
            JobsFound found => found.Query.Schedd == Another,
            JobNotSeen missed => missed.Schedd == Another,
            JobDeparted departed => departed.Schedd == Another,
            _ => false,
        };

    private void Tell()
    {
        var told = PodStatusView.Of(_pod);
        var completedWith0 = Schedd.Jobs.Any(ad => ad.Id == _pod.Job && ad is { Status: JobStatus.Completed, ExitCode: 0 });
        if (told is not null)
            Broken.AddRange(ModelReported.Broken(_pod, _told, told, Stream is null ? [] : [Stream], completedWith0));
        _told = told;
    }

    // What was under way is lost or is still done by a child that outlives us; the state is what the journal says.
    private void Crash()
    {
        _zombieSubmits += _underWay.Count(effect => effect is Submit);
        _underWay.Clear();
        _pod = _journal.Aggregate(PodState.Of(Sample.Uid), (pod, fact) => pod.Apply(fact));
        if (_pod.Stage != Stage.Finished)
            _told = null; // the stream is read again
        Hear(new Remind());
    }

    private void Poll()
    {
        if (_asksAnother)
        {
            if (_pod.Stage is Stage.Released or Stage.Finished)
                Hear(new JobDeparted(AllMissing: false, null) { Schedd = Another });
            if (_pod.Stage is Stage.Released or Stage.Finished)
                Hear(new JobNotSeen(AllMissing: false) { Schedd = Another });
            return;
        }
        if (_pod.Job is { } job && _pod.Stage is Stage.Released or Stage.Finished)
        {
            var seen = Schedd.Jobs.FirstOrDefault(ad => ad.Id == _pod.Job);
            if (seen is null or { FromHistory: true })
                Hear(new JobDeparted(AllMissing: false, null) { Schedd = Own });
            if (_pod.Stage is Stage.Released or Stage.Finished)
                Hear(seen is null ? new JobNotSeen(AllMissing: false) { Schedd = Own } : new JobSeen(seen));
        }
        foreach (var stray in Schedd.InQueue.Where(ad => ad.Id != _pod.Job).ToArray())
            Hear(new StrayJobSeen(Sample.Uid, stray, TimeSpan.Zero));
    }
}
