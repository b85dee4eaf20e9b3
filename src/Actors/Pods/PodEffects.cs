using Akka.Actor;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Carries out effects. Every answer comes back to the pod as a message, and no call blocks.</summary>
internal sealed class PodEffects(PodUid uid, IActorRef self, PodContext context)
{
    private readonly JobTag _tag = uid.Tag;

    // Calls to a pod's folder run one at a time, in the order of the decisions.
    private Task _folder = Task.CompletedTask;

    public void Run(PodEffect effect, PodState pod)
    {
        var (scheduler, step) = (context.Scheduler, pod.StepNumber);
        switch (effect)
        {
            case WriteFiles { Staged: { } staged }:
                InFolder(
                    step,
                    async () =>
                        await context.Staged!.WriteAsync(_tag, staged, CancellationToken.None)
                        ?? await context.Folders.WriteAsync(_tag, WithOutline([], pod), CancellationToken.None),
                    Written
                );
                break;
            case WriteFiles write:
                InFolder(step, () => context.Folders.WriteAsync(_tag, WithOutline(write.Files, pod), CancellationToken.None), Written);
                break;
            case RemoveFiles { ButLogs: true }:
                InFolder(step, () => context.Folders.RemoveInputAsync(_tag, CancellationToken.None), f => new FilesRemoved(f));
                break;
            case RemoveFiles:
                InFolder(step, () => context.Folders.RemoveAsync(_tag, CancellationToken.None), f => new FilesRemoved(f));
                break;
            case Submit submit:
                var description = JobRequest.Of(pod.Outline!, submit.Attempt, context.RunnerProgram);
                scheduler.Submit.Tell(new LaneItem<SubmitDescription>(description, step), self);
                break;
            case Look look:
                (look.AlsoHistory ? scheduler.LookAlsoInHistory : scheduler.Look).Tell(new LaneItem<JobTag>(_tag, step), self);
                break;
            case Release release:
                scheduler.Release.Tell(Of(pod, release.Job), self);
                break;
            case ReleaseHeld release:
                scheduler.ReleaseHeld.Tell(Of(pod, release.Job), self);
                break;
            case ReleaseOnOtherNodes release:
                if (release.Fault is { } fault)
                    context.FaultyNodes.Note(fault);
                scheduler.ReleaseOnOtherNodes.Tell(
                    new LaneItem<JobToMove>(
                        new(_tag, release.Job, release.Machines, release.Until) { GlobalJobId = pod.GlobalJobId },
                        step
                    ),
                    self
                );
                break;
            case RemoveAll:
                scheduler.Remove.Tell(new LaneItem<JobTag>(_tag, step), self);
                break;
            case RemoveLosers losers:
                foreach (var (job, name) in losers.Jobs)
                    scheduler.RemoveJobs.Tell(new LaneItem<JobKey>(new(_tag, job, name), Step: 0), self);
                break;
            case ReportUnownedJob unowned:
                scheduler.Poller.Tell(new UnownedJobSeen(unowned.Job), self);
                break;
            case Acknowledge acknowledge:
                scheduler.Acknowledge.Tell(Of(pod, acknowledge.Job), self);
                break;
            case ReadStream read:
                scheduler.Ends.Tell(new ReadToEnd(_tag, read.Job, step), self);
                break;
            case StartWatching watch:
                scheduler.Poller.Tell(new WatchJob(_tag, watch.Job, pod.GlobalJobId, EndIsKnown: !watch.Stream), self);
                scheduler.Streams.Tell(watch.Stream ? new WatchStream(_tag, watch.Job) : new UnwatchStream(_tag), self);
                break;
            case ReportJob report:
                scheduler.Poller.Tell(new WatchJob(_tag, report.Job, pod.GlobalJobId), self);
                break;
            case AskWhyIdle ask:
                scheduler.Explainer?.Tell(new AskIdle(_tag, ask.Job, JobShape.Of(pod.Outline!)), self);
                break;
            case StopWatching:
                scheduler.Poller.Tell(new UnwatchJob(_tag), self);
                scheduler.Streams.Tell(new UnwatchStream(_tag), self);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect.GetType().Name);
        }
    }

    private IReadOnlyList<JobFile> WithOutline(IReadOnlyList<JobFile> files, PodState pod) =>
        context.OutlineFile is { } file ? [.. files, file(pod.Outline!, context.Schedd())] : files;

    /// <summary>A call for the pod's elected job.</summary>
    private LaneItem<JobKey> Of(PodState pod, JobId job) => new(new(_tag, job, pod.GlobalJobId), pod.StepNumber);

    private FilesWritten Written(CondorFailure? failure) => new(failure) { Schedd = context.Schedd() };

    private void InFolder(long step, Func<Task<CondorFailure?>> call, Func<CondorFailure?, IPodInput> answer)
    {
        var told = Next(_folder, call)
            .PipeTo(
                self,
                success: failure => new StepAnswered(step, answer(failure)),
                failure: e => new StepAnswered(step, answer(new CondorFailure(CondorFailureKind.Storage, "job folder", null, e.Message)))
            );
        _folder = told;
        // A pod lives long after its last call. Without this reset the finished task would keep everything that it references in memory.
        told.ContinueWith(last => Interlocked.CompareExchange(ref _folder, Task.CompletedTask, last), TaskScheduler.Default);
    }

    private static async Task<CondorFailure?> Next(Task before, Func<Task<CondorFailure?>> call)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await call();
    }
}
