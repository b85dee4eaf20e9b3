using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>Whom a pod tells what it wants from the scheduler. Each answers with the input that <see cref="PodLife"/> hears.</summary>
internal sealed record SchedulerLanes
{
    public required IActorRef Submit { get; init; }
    public required IActorRef Look { get; init; }
    public required IActorRef LookAlsoInHistory { get; init; }
    public required IActorRef Release { get; init; }
    public required IActorRef ReleaseHeld { get; init; }
    public required IActorRef Remove { get; init; }
    public required IActorRef RemoveJobs { get; init; }
    public required IActorRef Acknowledge { get; init; }
    public required IActorRef Poller { get; init; }
    public required IActorRef Streams { get; init; }

    /// <summary>Is told <see cref="ReadToEnd"/>: whoever reads the streams, or who fetches them first.</summary>
    public required IActorRef Ends { get; init; }

    private const int TagsAtOnce = 500;

    public static SchedulerLanes Start(IActorRefFactory system, ICondorScheduler scheduler, CondorIoOptions condor, IActorRef poller, IActorRef streams, IActorRef ends) => new()
    {
        Submit = Lane<SubmitDescription>(system, "submit", scheduler.SubmitAsync, f => new SubmitEnded(f), condor.SubmitBatch),
        Look = LookLane(system, "look", scheduler, alsoHistory: false),
        LookAlsoInHistory = LookLane(system, "look-also-in-history", scheduler, alsoHistory: true),
        Release = Lane<(JobTag, JobId)>(system, "release", scheduler.ReleaseAsync, f => new ReleaseEnded(f), TagsAtOnce),
        ReleaseHeld = Lane<(JobTag, JobId)>(system, "release-held", scheduler.ReleaseHeldAsync, f => new ReleaseEnded(f), TagsAtOnce),
        Remove = Lane<JobTag>(system, "remove", scheduler.RemoveAsync, f => new RemoveEnded(f), TagsAtOnce),
        RemoveJobs = Lane<(JobTag, JobId)>(system, "remove-jobs", scheduler.RemoveJobsAsync, f => new LosersRemoved(f), TagsAtOnce),
        Acknowledge = Lane<(JobTag, JobId)>(system, "acknowledge", scheduler.AcknowledgeAsync, f => new AcknowledgeEnded(f), TagsAtOnce),
        Poller = poller,
        Streams = streams,
        Ends = ends,
    };

    private static IActorRef Lane<TItem>(
        IActorRefFactory system, string name,
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<JobResult>>> call, Func<CondorFailure?, object> answer, int atMost)
    {
        Func<IReadOnlyList<TItem>, Task<IReadOnlyList<object>>> run = async items =>
            [.. (await call(items, CancellationToken.None).ConfigureAwait(false)).Select(result => answer(result.Failure))];
        return system.ActorOf(Props.Create(() => new LaneActor<TItem>(run, answer, atMost)), name);
    }

    private static IActorRef LookLane(IActorRefFactory system, string name, ICondorScheduler scheduler, bool alsoHistory)
    {
        Func<IReadOnlyList<JobTag>, Task<IReadOnlyList<object>>> run = async tags =>
        {
            var query = await scheduler.FindAsync(tags, alsoHistory, CancellationToken.None).ConfigureAwait(false);
            var byTag = query.Jobs.Where(ad => ad.Tag is not null).ToLookup(ad => ad.Tag!);
            return [.. tags.Select(tag => new JobsFound(query.Failure is { } failure ? JobQuery.CannotTell(failure) : JobQuery.Of([.. byTag[tag]])))];
        };
        return system.ActorOf(Props.Create(() => new LaneActor<JobTag>(run, f => new JobsFound(JobQuery.CannotTell(f)), TagsAtOnce)), name);
    }
}
