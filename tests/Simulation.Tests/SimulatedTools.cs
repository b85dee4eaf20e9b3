using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>What the schedd lets its callers see.</summary>
internal enum ScheddVisibility
{
    Clear,
    Down,
    Frozen,
    Nothing,

    /// <summary>The tools talk to another schedd, which takes no job.</summary>
    Another,
}

/// <summary>The condor tools and the job folders: does what a call asks, and says what its caller is told.</summary>
/// <param name="schedd">The queue.</param>
/// <param name="judge">Sees what is done.</param>
/// <param name="mayHaveOthers">Whether a job with a tag may have been in the queue, as far as the polls have shown.</param>
/// <param name="answer">Tells the caller.</param>
internal sealed class SimulatedTools(
    SimulatedSchedd schedd,
    Judge judge,
    Func<JobTag, bool> mayHaveOthers,
    Action<SimulatedPod, SimulatedCall, IPodInput> answer
)
{
    private static readonly CondorFailure NotNow = new(
        CondorFailureKind.Failed,
        "condor_submit",
        1,
        "Number of submitted jobs would exceed MAX_JOBS_PER_OWNER"
    );
    private static readonly CondorFailure Unreachable = new(CondorFailureKind.Failed, "condor_submit", 1, "Can't find address of schedd");
    private static readonly CondorFailure LostInFolder = new(CondorFailureKind.Storage, "job folder", null, "lost");

    public ScheddVisibility ScheddVisibility { get; set; }

    /// <summary>The one that the tools talk to.</summary>
    public ScheddName Schedd => ScheddVisibility == ScheddVisibility.Another ? SimulatedSchedd.Another : SimulatedSchedd.Name;

    public static void InFolder(SimulatedPod pod, PodEffect effect)
    {
        if (effect is WriteFiles)
            pod.FilesThere = true;
        if (effect is RemoveFiles remove)
            (pod.FilesThere, pod.LogThere) = (false, pod.LogThere && remove.ButLogs);
    }

    /// <summary>The call reaches whom it is for.</summary>
    public void Do(SimulatedPod pod, SimulatedCall call, Outcome outcome, DateTimeOffset now)
    {
        if (call.IsDone)
            return;
        var inFolder = call.Effect is WriteFiles or RemoveFiles or ReadStream;
        var isElsewhere = !inFolder && ScheddVisibility is ScheddVisibility.Nothing or ScheddVisibility.Another;
        if (!inFolder)
            outcome = ScheddVisibility switch
            {
                ScheddVisibility.Down => Outcome.Unreachable,
                ScheddVisibility.Another when call.Effect is Submit => Outcome.Unreachable,
                ScheddVisibility.Frozen when outcome != Outcome.DoneLater => Outcome.TimedOut,
                _ => outcome,
            };
        call.IsDone = true;
        if (call.Effect is Submit)
            outcome = AnswerToSubmit(pod, outcome);
        call.Failure = outcome switch
        {
            Outcome.Done or Outcome.Doubled => null,
            Outcome.Refused => Sample.Refused,
            Outcome.NotNow => NotNow,
            Outcome.Unreachable => Unreachable,
            Outcome.Absent => new CondorFailure(CondorFailureKind.ToolMissing, "condor_submit", null, "not there"),
            Outcome.Garbage => new CondorFailure(CondorFailureKind.Unreadable, "condor_submit", 0, "not what was asked for"),
            _ => Sample.TimedOut,
        };
        if (call.Failure is not null || outcome == Outcome.Doubled || isElsewhere)
            pod.Faults++;
        if (outcome == Outcome.DoneLater && call.IsOfATool)
            pod.Orphans.Add(new SimulatedCall(call.Effect) { GlobalJobId = call.GlobalJobId });
        if (outcome is Outcome.Refused or Outcome.NotNow or Outcome.Unreachable or Outcome.TimedOut or Outcome.DoneLater or Outcome.Absent)
            return;
        if (isElsewhere)
            (call.Seen, call.Schedd) = ([], Schedd);
        else
            Act(pod, call, now, half: outcome == Outcome.HalfDone);
        if (outcome == Outcome.Doubled && ScheddVisibility == ScheddVisibility.Clear)
            Act(pod, call, now);
    }

    private static Outcome AnswerToSubmit(SimulatedPod pod, Outcome outcome)
    {
        if (outcome == Outcome.Done && pod.NextSubmit is { } again)
            (outcome, pod.NextSubmit) = (again, null);
        else
            pod.NextSubmit = outcome is Outcome.Refused or Outcome.NotNow ? outcome : null;
        pod.RefusalsInARow = outcome == Outcome.Refused ? pod.RefusalsInARow + 1 : 0;
        return outcome;
    }

    /// <summary>Whoever was to tell its caller has stopped: it is done or not, and nobody hears of it.</summary>
    public void Lose(SimulatedPod pod, SimulatedCall call, bool isDone, DateTimeOffset now)
    {
        pod.Faults++;
        if (isDone)
            Do(pod, call, Outcome.Done, now);
        pod.Calls.Remove(call);
        if (call is { IsOfATool: true, IsDone: false })
            pod.Orphans.Add(call);
        // A real pod's calls to its folder wait for each other. One that never ends is a disk that hangs for ever.
        if (call is { Caller: not null, Effect: WriteFiles })
            answer(pod, call, new FilesWritten(LostInFolder));
        if (call is { Caller: not null, Effect: RemoveFiles })
            answer(pod, call, new FilesRemoved(LostInFolder));
    }

    /// <summary>A child that outlived its parent gets its turn.</summary>
    public void DoOrphan(SimulatedPod pod, int which, DateTimeOffset now)
    {
        var orphan = pod.Orphans[which];
        pod.Orphans.RemoveAt(which);
        Act(pod, orphan, now, half: now.Second % 3 == 0);
    }

    /// <summary>Its caller hears of it.</summary>
    public void Answer(SimulatedPod pod, SimulatedCall call)
    {
        pod.Calls.Remove(call);
        IPodInput? heard = call.Effect switch
        {
            WriteFiles => new FilesWritten(call.Failure) { Schedd = NameAtCreate(pod) },
            RemoveFiles => new FilesRemoved(call.Failure),
            Submit => new SubmitEnded(call.Failure) { Job = mayHaveOthers(pod.Uid.Tag) ? null : call.Submitted },
            Look look => new JobsFound(
                call.Failure is { } failure
                    ? JobQuery.CannotTell(failure)
                    : JobQuery.Of(Found(pod, look, call)) with
                    {
                        Schedd = call.Schedd,
                    }
            ),
            Release or ReleaseHeld or ReleaseOnOtherNodes => new ReleaseEnded(call.Failure),
            RemoveAll => new RemoveEnded(call.Failure),
            Acknowledge => new AcknowledgeEnded(call.Failure),
            ReadStream read => call.Failure is null ? Read(pod, read.Job) : NotRead(pod, call.Failure),
            _ => null,
        };
        if (heard is not null)
            answer(pod, call, heard);
    }

    /// <summary>Of some creates the sidecar does not know it yet.</summary>
    private ScheddName? NameAtCreate(SimulatedPod pod) =>
        pod.Number % 4 == 3 && ScheddVisibility != ScheddVisibility.Another ? null : SimulatedSchedd.Name;

    // Where it is spooled, it is what was fetched that the folder has.
    private RunRead Read(SimulatedPod pod, JobId job) =>
        pod.FolderAway || !pod.LogThere
            ? Missing(pod, schedd.Spools && pod.FolderAway ? LostInFolder : null)
            : new RunRead(LastOf(pod, job), null);

    private static RunRead Missing(SimulatedPod pod, CondorFailure? failure) =>
        new(RunView.Empty, failure) { Place = !pod.FolderAway && pod.FilesThere ? OutputPresence.NoFile : OutputPresence.NoFolder };

    // What a removed job has spooled is gone with it: what was fetched before is left.
    private RunView LastOf(SimulatedPod pod, JobId job) =>
        schedd.Spools && schedd.InQueueOf(pod.Uid.Tag, ad => ad.Id == job) is null ? pod.Fetched : pod.Newest;

    // Where there is nothing to fetch it is the disk that fails; else what was fetched before can be read.
    private RunRead NotRead(SimulatedPod pod, CondorFailure failure) =>
        pod.FolderAway || !pod.LogThere ? Missing(pod, failure)
        : schedd.Spools ? new RunRead(pod.Fetched, failure)
        : new RunRead(RunView.Empty, failure with { Kind = CondorFailureKind.Storage });

    // The queue was seen when the call was done, the history is by now: a job that left in between is seen in one of them.
    private JobAd[] Found(SimulatedPod pod, Look look, SimulatedCall call)
    {
        var queue = call.Seen!;
        if (!look.AlsoHistory || call.Schedd != SimulatedSchedd.Name)
            return queue;
        return
        [
            .. queue.Concat(schedd.Jobs.Where(ad => ad.FromHistory && ad.Tag == pod.Uid.Tag)).DistinctBy(ad => ad.Id).OrderBy(ad => ad.Id),
        ];
    }

    private void Act(SimulatedPod pod, SimulatedCall call, DateTimeOffset now, bool half = false)
    {
        switch (call.Effect)
        {
            case Submit:
                judge.SeesSubmit(pod);
                var id = schedd.Commit(pod.Uid.Tag, now);
                if (!half)
                    schedd.Spool(id, now);
                if (call.Failure is null)
                    call.Submitted = schedd.InQueueOf(pod.Uid.Tag, ad => ad.Id == id)! with { GlobalJobId = null };
                break;
            case Look:
                call.Seen = [.. schedd.Of(pod.Uid.Tag).Where(ad => !ad.FromHistory)];
                break;
            case Release release:
                schedd.Release(pod.Uid.Tag, release.Job, call.GlobalJobId);
                judge.SeesGate(pod, release.Job);
                break;
            case ReleaseHeld release:
                schedd.ReleaseHeld(release.Job, call.GlobalJobId);
                break;
            case ReleaseOnOtherNodes release:
                schedd.ReleaseHeld(release.Job, call.GlobalJobId);
                break;
            case RemoveAll:
                schedd.Remove(pod.Uid.Tag);
                break;
            case RemoveLosers losers:
                schedd.Remove(pod.Uid.Tag, ad => losers.Jobs.Any(loser => loser.Id == ad.Id && schedd.IsNamed(ad, loser.GlobalJobId)));
                break;
            case Acknowledge acknowledge:
                schedd.Acknowledge(acknowledge.Job, call.GlobalJobId);
                break;
            default:
                InFolder(pod, call.Effect);
                break;
        }
    }
}
