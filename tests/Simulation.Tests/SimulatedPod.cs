using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;

namespace HtcondorActors.Simulation.Tests;

/// <summary>One pod: what interLink asked and heard, its journal, its actor while there is one, and what truly ran.</summary>
internal sealed class SimulatedPod(int number, PodOutline outline)
{
    public int Number { get; } = number;
    public PodOutline Outline { get; } = outline;
    public PodUid Uid => Outline.Uid;

    /// <summary>As it is on disk: a deleted pod's events are dropped but for the tombstone.</summary>
    public List<DurableFact> Journal { get; } = [];

    /// <summary>All that was ever on disk.</summary>
    public List<DurableFact> Ever { get; } = [];
    public bool FilesThere { get; set; }
    public bool LogThere { get; set; }

    /// <summary>Its folder is away: it is not mounted.</summary>
    public bool FolderAway { get; set; }

    /// <summary>For how long.</summary>
    public TimeSpan FolderAwayFor { get; set; }

    /// <summary>Every run of every job of it, the last one last.</summary>
    public List<ModelStream> Runs { get; } = [];

    /// <summary>Every job of it that ever began.</summary>
    public HashSet<string> Started { get; } = [];

    /// <summary>Every job of it that was elected, by the name that no two jobs share: the journal may know its id alone.</summary>
    public HashSet<string> Elected { get; } = [];

    /// <summary>What the newest run has said.</summary>
    public RunView Newest => Runs.Count > 0 ? Runs[^1].View : RunView.Empty;

    /// <summary>Of a run that was over before this life of the sidecar nothing is known any more once the next one has truncated its
    /// stream: an end that it told may be told otherwise.</summary>
    public void ForgetWhatWasTold()
    {
        Told = null;
        Kubelet.ForgetAnswer();
    }

    /// <summary>As far as it was seen by who reads streams.</summary>
    public RunView Fetched { get; set; } = RunView.Empty;

    /// <summary>The queue was restored, and may say of its job that it never ran: to a sidecar that was restarted too, until that reads the
    /// stream.</summary>
    public bool QueueForgot { get; set; }

    /// <summary>Somebody else opened the gate of one of its jobs: that two of them start is not ours then.</summary>
    public bool GateForced { get; set; }

    // The actor, while it is in memory.
    public bool IsAwake { get; set; }
    public int Incarnation { get; set; }
    public PodState State { get; set; } = PodState.Of(outline.Uid);
    public List<SimulatedCall> Calls { get; } = [];
    public DateTimeOffset? RemindAt { get; set; }

    /// <summary>When the answer to its step is taken for lost.</summary>
    public (long Step, DateTimeOffset At)? StepDue { get; set; }
    public DateTimeOffset? CreateReplyAt { get; set; }
    public int Creators { get; set; }
    public int Deleters { get; set; }

    /// <summary>When somebody wakes it after a persist that failed, and whether that somebody asks for its deletion.</summary>
    public DateTimeOffset? WakeAt { get; set; }
    public bool WakesToDelete { get; set; }
    public PodStatus? Told { get; set; }

    /// <summary>What goes on outside of the process that began it.</summary>
    public List<SimulatedCall> Orphans { get; } = [];

    // interLink and the Virtual Kubelet.
    public bool CreateAsked { get; set; }
    public bool CreateAcked { get; set; }
    public bool DeleteAsked { get; set; }
    public bool DeleteAcked { get; set; }
    public PodStatus? SeenAsEnded { get; set; }
    public SimulatedKubelet Kubelet { get; } = new(outline);

    /// <summary>It was told as ended with the exit code of its job, whose output did not come back in time.</summary>
    public bool EndedByExitCode { get; set; }

    /// <summary>How often the schedd has refused its job for good, in a row.</summary>
    public int RefusalsInARow { get; set; }

    /// <summary>What the schedd answers to its next submit too: a refusal has a reason, and that stays for a while.</summary>
    public Outcome? NextSubmit { get; set; }

    /// <summary>When its deletion was written.</summary>
    public DateTimeOffset? DeletionAskedAt { get; set; }

    /// <summary>Faults that hit it: what it may try again for.</summary>
    public int Faults { get; set; }

    /// <summary>The number of the journal's entry that is the tombstone of a pod that was never accepted; 0: it has none.</summary>
    public long Tombstone { get; set; }
    public DateTimeOffset TombstoneSince { get; set; }

    /// <summary>Its delete is so long ago that it is as if it had never been asked for anything. A call that opens a gate may come even
    /// later, so the judge keeps what was decided before the journal was lost.</summary>
    public void BeForgotten()
    {
        Journal.Clear();
        Ever.RemoveAll(fact => fact is not (ReleaseDecided or JobVoided));
        (Tombstone, WasForgotten, DeletionAskedAt) = (0, true, null);
        (CreateAsked, CreateAcked, DeleteAsked, DeleteAcked) = (false, false, false, false);
    }

    public bool WasForgotten { get; private set; }

    /// <summary>
    /// The journal has lost the pod's entries, while a job of it is in the queue. The Virtual Kubelet still has the pod, and creates it
    /// again. What the pod's jobs were let through for stays known to the judge.
    /// </summary>
    public void LoseJournal()
    {
        Journal.Clear();
        Ever.RemoveAll(fact => fact is not (ReleaseDecided or JobVoided));
        (CreateAcked, HasLostJournal) = (false, true);
        ForgetWhatWasTold();
        State = Replayed();
    }

    public bool HasLostJournal { get; private set; }

    public PodState Replayed() => Journal.Aggregate(PodState.Of(Uid), (pod, fact) => pod.Apply(fact));

    public bool Knows<T>()
        where T : DurableFact => Ever.Exists(fact => fact is T);
}
