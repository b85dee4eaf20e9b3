using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Holds every step against the promises. Judges by what truly is (queue, history, runs) and by what was ever written, not by what
/// the sidecar believes.</summary>
/// <param name="schedd">Queue and history.</param>
/// <param name="retains">How long logs are kept after a deletion.</param>
/// <param name="only">Look for this broken promise and no other.</param>
internal sealed class Judge(SimulatedSchedd schedd, TimeSpan retains, Rule? only = null)
{
    public List<(Rule Rule, string Words)> Broken { get; } = [];

    /// <summary>The true time.</summary>
    public DateTimeOffset Now { get; set; } = Sample.Noon;

    /// <summary>The site's.</summary>
    public ActorsOptions Options { get; set; } = Sample.Options;

    public void Hear(SimulatedPod pod, IPodInput input, DurableFact fact)
    {
        var deleted = pod.Knows<DeletionAsked>();
        if (fact is DeletionAsked)
            pod.DeletionAskedAt ??= Now;
        var elected = fact is ReleaseDecided { Job: var job } ? schedd.InQueueOf(pod.Uid.Tag, ad => ad.Id == job)?.GlobalJobId : null;
        if (elected is not null)
            pod.Elected.Add(elected);
        pod.EndedByExitCode |= fact is PodFinished && EndsByExitCode(pod.State, input);
        switch (fact)
        {
            case PodAccepted when deleted:
                Say(Rule.NoResurrection, pod, "accepted after its deletion");
                break;
            case PodAccepted when pod.Ever.Count(f => f is PodAccepted) > pod.Ever.Count(f => f is SubmitRefused):
                Say(Rule.Idempotence, pod, "accepted twice");
                break;
            case DeletionAsked when deleted:
                Say(Rule.Idempotence, pod, "its deletion written twice");
                break;
            case PodFinished when pod.Knows<PodFinished>():
                Say(Rule.MonotonePhase, pod, "ended twice");
                break;
            case PodFinished when input is RunRead && IsOutputAway(pod):
                Say(Rule.JustifiedEnd, pod, $"ended although its output is away for {pod.FolderAwayFor} only");
                break;
            case PodFinished
                when !WasSeen(pod.State, input)
                    && schedd.InQueueOf(pod.Uid.Tag, ad => pod.State.IsElected(ad) && !schedd.BackAgain.Contains(ad.GlobalJobId!))
                        is { } ad:
                Say(
                    pod.State.Missed is not null ? Rule.EmptyIsNotGone : Rule.JustifiedEnd,
                    pod,
                    $"ended, and its job is in the queue: {ad.Status}"
                );
                break;
            case PodFinished when !WasSeen(pod.State, input) && pod.State.Missed is null:
                Say(Rule.JustifiedEnd, pod, $"ended although its job was seen as {pod.State.Ad?.Status}");
                break;
            case SubmitRefused when pod.RefusalsInARow < 2:
                Say(Rule.JustifiedEnd, pod, "refused, and the schedd had not refused its job for good two times in a row");
                break;
            case SubmitRefused when input is not JobsFound { Query.Failure: null }:
                Say(Rule.UnknownIsUnknown, pod, "refused without a look");
                break;
            case SubmitIntended or SubmitRefused or JobLeft when IsOfAnotherSchedd(input):
                Say(Rule.OneSchedd, pod, $"{fact.GetType().Name} because another schedd does not have its job");
                break;
            case SubmitIntended when input is not (FilesWritten or JobsFound { Query.Failure: null }):
                Say(Rule.UnknownIsUnknown, pod, "submitted without a look");
                break;
            case SubmitIntended intended when pod.Ever.OfType<SubmitIntended>().Any(f => f.Attempt >= intended.Attempt):
                Say(Rule.IntentFirst, pod, "an attempt's number comes again");
                break;
            // Its job of before the loss has left the queue: nobody can know of it.
            case ReleaseDecided decided
                when pod.HasLostJournal
                    && (
                        pod.Ever.OfType<ReleaseDecided>().Any(f => f.Job != decided.Job && !IsInQueue(pod, f))
                        || pod.Elected.Any(name => name != elected && schedd.InQueueOf(pod.Uid.Tag, ad => ad.GlobalJobId == name) is null)
                    ):
                pod.GateForced = true;
                break;
            case ReleaseDecided decided
                when pod
                    .Ever.OfType<ReleaseDecided>()
                    .Any(f => f.Job != decided.Job && !pod.Ever.OfType<JobVoided>().Any(v => v.Job == f.Job)):
                Say(Rule.Gate, pod, "another job is let through");
                break;
        }
    }

    public void Hear(SimulatedPod pod, CreateReply reply)
    {
        if (reply is PodCreated && !pod.Knows<PodAccepted>())
            Say(Rule.NoLostPod, pod, "told as created, and not in the journal");
        if (reply is PodCreated && pod.Knows<DeletionAsked>())
            Say(Rule.NoResurrection, pod, "told as created after its deletion");
    }

    public void Hear(SimulatedPod pod, PodEffect effect)
    {
        if (effect is Submit submit && !pod.Ever.OfType<SubmitIntended>().Any(f => f.Attempt == submit.Attempt))
            Say(Rule.IntentFirst, pod, "a submit without an intent");
        if (effect is Submit && !pod.FilesThere)
            Say(Rule.NoLostPod, pod, "submitted without its files");
        if (effect is Release release && !pod.Ever.OfType<ReleaseDecided>().Any(f => f.Job == release.Job))
            Say(Rule.Gate, pod, "a release that was not decided");
        if (effect is Submit or Release or ReleaseHeld or ReleaseOnOtherNodes && pod.Knows<DeletionAsked>())
            Say(Rule.DeleteWins, pod, $"{effect.GetType().Name} after its deletion");
    }

    /// <summary>The tombstone of a pod that was never accepted goes.</summary>
    public void Forgets(SimulatedPod pod, DateTimeOffset now, DateTimeOffset beganAt)
    {
        var since = pod.TombstoneSince > beganAt ? pod.TombstoneSince : beganAt;
        if (now - since < TimeSpan.FromHours(1))
            Say(Rule.NoResurrection, pod, $"its deletion is forgotten after {now - since}");
    }

    public void SeesSubmit(SimulatedPod pod)
    {
        if (!pod.Knows<PodAccepted>() && !pod.HasLostJournal)
            Say(Rule.NoGhost, pod, "a job that nobody asked for");
    }

    public void SeesGate(SimulatedPod pod, JobId job)
    {
        if (
            schedd.Of(pod.Uid.Tag).Any(ad => ad.Id == job && schedd.LetThrough.Contains(ad.GlobalJobId!))
            && !pod.Ever.OfType<ReleaseDecided>().Any(f => f.Job == job)
        )
            Say(Rule.Gate, pod, $"job {job} let through undecided");
    }

    public void SeesStart(SimulatedPod pod)
    {
        if (pod.GateForced)
            return;
        if (pod.Started.Count > 1)
            Say(Rule.OneJob, pod, "two of its jobs have started");
        if (!pod.Elected.Overlaps(pod.Started))
            Say(Rule.Gate, pod, "a job has started that was not elected");
    }

    /// <summary>A create does not wait for the look at a leftover folder, whose answer then says nothing.</summary>
    private static bool IsStaleLook(PodState pod, SimulatedCall call) =>
        call is { Effect: Look, Step: > 0 } && !pod.IsCurrentStep(call.Step);

    /// <summary>After each input that was taken in whole.</summary>
    public void After(SimulatedPod pod, PodState before, IPodInput input, bool persisted)
    {
        var state = pod.State;
        if (before.End is { } end && state.End is { } later && end != later)
            Say(Rule.MonotonePhase, pod, "its end changed");
        if (persisted && Durable(pod.Replayed()) != Durable(state))
            Say(Rule.ReplayIsLive, pod, $"{Durable(pod.Replayed())} is replayed, {Durable(state)} was lived");
        var calls = pod.Calls.FindAll(call => call is { Effect: not RemoveLosers, IsGivenUp: false } && !IsStaleLook(state, call));
        if (calls.Count > (calls is [{ Effect: RemoveFiles }, { Effect: WriteFiles }, ..] ? 2 : 1))
            Say(Rule.Idempotence, pod, $"two calls at once after {input.GetType().Name} in {before.Stage}");
        if (
            before.Stage == Stage.Released
            && state is { Stage: Stage.Finished, End: { } ending, Run.End.IsFinal: true }
            && pod.Runs[^1] is { } last
        )
            foreach (var (container, told) in pod.Outline.Containers.Zip(ending.Containers))
                if (!container.IsNotOffloaded && (told.ExitCode == 0) != last.HasSucceeded(container.Name))
                    Say(Rule.JustifiedEnd, pod, $"{container.Name} is told to have ended with {told.ExitCode}");
        if (state.Stage is Stage.Retained or Stage.Deleted && pod.FilesThere)
            Say(Rule.FilesEnd, pod, "deleted, and its files are there");
        if (state.Stage == Stage.Deleted && pod.LogThere)
            Say(Rule.FilesEnd, pod, "deleted, and its log is there");
        if (pod.Runs.Count > 0 && !pod.GateForced && !pod.LogThere && !pod.HasLostJournal && Now < pod.DeletionAskedAt + retains)
            Say(Rule.FilesEnd, pod, "its log went before its time");
        if (pod.IsAwake)
            Tell(pod, before);
    }

    /// <summary>The Virtual Kubelet asks.</summary>
    public void Read(SimulatedPod pod, PodStatus told)
    {
        foreach (var words in pod.Kubelet.Take(told))
            Say(Rule.ReadRightly, pod, words);
        var ended = told.Containers.All(c => c.State is Terminated);
        if (ended != pod.Kubelet.Seen.IsFinal)
            Say(Rule.ReadRightly, pod, $"told as {(ended ? "ended" : "alive")}, read as {pod.Kubelet.Seen.Phase}");
        if (pod.SeenAsEnded is { } before && (!ended || !Codes(before).SequenceEqual(Codes(told))))
            Say(Rule.MonotonePhase, pod, "was told as ended, and is told as something else");
        if (ended)
            pod.SeenAsEnded ??= told;
    }

    public void Say(Rule rule, SimulatedPod pod, string words)
    {
        if (only is null || only == rule)
            Broken.Add((rule, $"pod {pod.Number}: {words}"));
    }

    private void Tell(SimulatedPod pod, PodState before)
    {
        if (before.Stage == Stage.Refused && pod.State.Stage != Stage.Refused)
            pod.Told = null; // created anew
        var told = PodStatusView.Of(pod.State);
        if (told is not null)
            foreach (var words in ModelReported.Broken(pod.State, pod.Told, told, pod.Runs, pod.EndedByExitCode))
                Say(words.EndsWith("nobody saw", StringComparison.Ordinal) ? Rule.JustifiedEnd : Rule.MonotonePhase, pod, words);
        pod.Told = told;
    }

    // Of a job whose output stays away its own exit code is all that is known.
    private static bool EndsByExitCode(PodState pod, IPodInput input) =>
        input is RunRead { Run.End: null } && pod is { OutputMissedSince: not null, Ad: { Status: JobStatus.Completed, ExitCode: 0 } };

    // Its job has begun, as far as the schedd can tell.
    private bool IsOutputAway(SimulatedPod pod) =>
        pod.FolderAway
        && pod.FolderAwayFor < Options.OutputMissing
        && !schedd.Spools
        && schedd.Of(pod.Uid.Tag).Any(ad => pod.State.IsElected(ad) && ad.EverStarted);

    private bool IsInQueue(SimulatedPod pod, ReleaseDecided decided) =>
        schedd.InQueueOf(pod.Uid.Tag, ad => ad.Id == decided.Job && !schedd.BackAgain.Contains(ad.GlobalJobId!)) is not null;

    private static bool IsOfAnotherSchedd(IPodInput input) =>
        input switch
        {
            JobsFound { Query.Failure: null } found => found.Query.Schedd != SimulatedSchedd.Name,
            JobNotSeen missed => missed.Schedd != SimulatedSchedd.Name,
            JobDeparted departed => departed.Schedd == SimulatedSchedd.Another,
            _ => false,
        };

    private static bool WasSeen(PodState state, IPodInput input) =>
        input is RunSeen { Run.End.IsFinal: true } or RunRead { Run.End.IsFinal: true }
        || state.Ad
            is { Status: JobStatus.Completed or JobStatus.Held, IsNodeFault: false }
                or { Status: JobStatus.Removed, FromHistory: true };

    private static IEnumerable<int> Codes(PodStatus told) => told.Containers.Select(c => ((Terminated)c.State).ExitCode);

    private static (Stage, int, JobId?, bool, bool, DateTimeOffset?) Durable(PodState pod) =>
        (pod.Stage, pod.Attempt, pod.Job, pod.End is null, pod.JobHasLeft, pod.DeletedAt);
}
