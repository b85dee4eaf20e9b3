using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>In the place of all that pods call: each call is noted as its effect, and answered when the story says so.</summary>
/// <param name="podOf">Whose a tag is.</param>
/// <param name="stepOf">The number of a pod's step.</param>
/// <param name="called">Is given each call that is to be answered.</param>
/// <param name="poller">Is told which jobs pods watch.</param>
/// <param name="streams">Is told whose stream.</param>
/// <param name="isHeard">False: the process that calls is dead.</param>
internal sealed class PodCalls(
    Func<JobTag, SimulatedPod> podOf,
    Func<SimulatedPod, long> stepOf,
    Action<SimulatedPod, SimulatedCall> called,
    SimulatedPoller poller,
    SimulatedStreams streams,
    Func<bool> isHeard
) : IJobFolders
{
    public SchedulerLanes Lanes() =>
        new()
        {
            Submit = Lane<LaneItem<SubmitDescription>>((item, pod) => Step(item.Item.Tag, new Submit(item.Item.Attempt), item.Step, pod)),
            Look = Lane<LaneItem<JobTag>>((item, pod) => Step(item.Item, new Look(AlsoHistory: false), item.Step, pod)),
            LookAlsoInHistory = Lane<LaneItem<JobTag>>((item, pod) => Step(item.Item, new Look(AlsoHistory: true), item.Step, pod)),
            Release = OfJob(job => new Release(job.Job)),
            ReleaseHeld = OfJob(job => new ReleaseHeld(job.Job)),
            ReleaseOnOtherNodes = Lane<LaneItem<JobToMove>>(
                (item, pod) =>
                    Step(
                        item.Item.Tag,
                        new ReleaseOnOtherNodes(item.Item.Job, null, item.Item.Machines, item.Item.Until),
                        item.Step,
                        pod,
                        item.Item.GlobalJobId
                    )
            ),
            Remove = Lane<LaneItem<JobTag>>((item, pod) => Step(item.Item, new RemoveAll(), item.Step, pod)),
            RemoveJobs = OfJob(job => new RemoveLosers([(job.Job, job.GlobalJobId)])),
            Acknowledge = OfJob(job => new Acknowledge(job.Job)),
            Poller = Lane<object>((told, _) => Watch(told)),
            Streams = Lane<object>((told, _) => Follow(told)),
            Ends = Lane<ReadToEnd>((read, pod) => Step(read.Tag, new ReadStream(read.Job), read.Step, pod)),
        };

    public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel) =>
        InFolder(tag, new WriteFiles(files));

    public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) => throw new NotSupportedException();

    public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => InFolder(tag, new RemoveFiles());

    public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => InFolder(tag, new RemoveFiles(ButLogs: true));

    public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel) =>
        throw new NotSupportedException();

    public IReadOnlyList<JobTag> List(TimeSpan age) => throw new NotSupportedException();

    public string KeepProgram(string name, ReadOnlyMemory<byte> content) => throw new NotSupportedException();

    private TellsCall<LaneItem<JobKey>> OfJob(Func<JobKey, PodEffect> effect) =>
        Lane<LaneItem<JobKey>>((item, pod) => Step(item.Item.Tag, effect(item.Item), item.Step, pod, item.Item.GlobalJobId));

    private TellsCall<T> Lane<T>(Action<T, IActorRef> told) => new(told, isHeard);

    private void Step(JobTag tag, PodEffect effect, long step, IActorRef pod, string? name = null) =>
        called(
            podOf(tag),
            new SimulatedCall(effect, step) { Caller = answer => pod.Tell(new StepAnswered(step, answer)), GlobalJobId = name }
        );

    private void Watch(object told)
    {
        if (told is WatchJob watch)
            poller.Watch(podOf(watch.Tag), watch.Job, watch.Name, watch.EndIsKnown);
        if (told is UnwatchJob unwatch)
            poller.Unwatch(podOf(unwatch.Tag));
    }

    private void Follow(object told)
    {
        if (told is WatchStream watch)
            streams.Watch(podOf(watch.Tag));
        if (told is UnwatchStream unwatch)
            streams.Unwatch(podOf(unwatch.Tag));
    }

    private Task<CondorFailure?> InFolder(JobTag tag, PodEffect effect)
    {
        var done = new TaskCompletionSource<CondorFailure?>();
        if (!isHeard())
            return done.Task;
        var pod = podOf(tag);
        called(
            pod,
            new SimulatedCall(effect, stepOf(pod))
            {
                Caller = answer => done.SetResult(answer is FilesWritten written ? written.Failure : ((FilesRemoved)answer).Failure),
                // It waited for the call before it, and its pod has gone on meanwhile.
                IsGivenUp =
                    pod.State.Step is not (Actors.Pods.Step.Writing or Actors.Pods.Step.DiscardingFiles or Actors.Pods.Step.RemovingFiles),
            }
        );
        return done.Task;
    }

    private sealed class TellsCall<T>(Action<T, IActorRef> told, Func<bool> isHeard) : ICanTell
    {
        public void Tell(object message, IActorRef sender)
        {
            if (isHeard())
                told((T)message, sender);
        }
    }
}
