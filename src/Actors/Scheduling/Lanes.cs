using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>Makes the lanes: one for each kind of scheduler call.</summary>
internal static class Lanes
{
    private const int TagsAtOnce = 500;

    /// <summary>
    /// Nobody waits for the release of a job, and a negotiation takes seconds. So the jobs of creates that come one after the other are
    /// released together, and their condor_release does not compete with the next condor_submit.
    /// </summary>
    private static readonly TimeSpan GatherReleasesFor = TimeSpan.FromMilliseconds(200);

    /// <summary>The lanes that have to be started.</summary>
    public static IReadOnlyList<RestartableRef> Kept(SchedulerLanes lanes)
    {
        ICanTell[] all =
        [
            lanes.Submit,
            lanes.Look,
            lanes.LookAlsoInHistory,
            lanes.Release,
            lanes.ReleaseHeld,
            lanes.ReleaseOnOtherNodes,
            lanes.Remove,
            lanes.RemoveJobs,
            lanes.Acknowledge,
        ];
        return [.. all.OfType<RestartableRef>()];
    }

    public static SchedulerLanes Of(LaneContext around, ICanTell poller, ICanTell streams, ICanTell ends, ICanTell? explainer = null)
    {
        var scheduler = around.Scheduler;
        return new()
        {
            Submit = Keep<SubmitDescription>(around, "submit", SubmitAsync, f => new SubmitEnded(f), around.Condor.SubmitBatch),
            Look = LookLane(around, "look", alsoHistory: false),
            LookAlsoInHistory = LookLane(around, "look-also-in-history", alsoHistory: true),
            Release = Lane<JobKey>(around, "release", scheduler.ReleaseAsync, f => new ReleaseEnded(f), gatherFor: GatherReleasesFor),
            ReleaseHeld = Lane<JobKey>(around, "release-held", scheduler.ReleaseHeldAsync, f => new ReleaseEnded(f)),
            ReleaseOnOtherNodes = Lane<JobToMove>(
                around,
                "release-elsewhere",
                scheduler.ReleaseOnOtherNodesAsync,
                f => new ReleaseEnded(f)
            ),
            Remove = Lane<JobTag>(around, "remove", scheduler.RemoveAsync, f => new RemoveEnded(f)),
            RemoveJobs = Lane<JobKey>(around, "remove-jobs", scheduler.RemoveJobsAsync, f => new LosersRemoved(f)),
            Acknowledge = Lane<JobKey>(around, "acknowledge", scheduler.AcknowledgeAsync, f => new AcknowledgeEnded(f)),
            Poller = poller,
            Streams = streams,
            Ends = ends,
            Explainer = explainer,
        };

        async Task<IReadOnlyList<object>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel) =>
            [.. (await scheduler.SubmitAsync(jobs, cancel)).Select(result => Submitted(around, result))];
    }

    private static SubmitEnded Submitted(LaneContext around, JobResult result) =>
        new(result.Failure) { Job = around.Strays.MayInclude(result.Tag) ? null : result.Submitted };

    private static RestartableRef Lane<TItem>(
        LaneContext around,
        string name,
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<JobResult>>> call,
        Func<CondorFailure?, object> answer,
        TimeSpan gatherFor = default
    )
    {
        return Keep<TItem>(around, name, RunAsync, answer, TagsAtOnce, gatherFor);

        async Task<IReadOnlyList<object>> RunAsync(IReadOnlyList<TItem> items, CancellationToken cancel) =>
            [.. (await call(items, cancel)).Select(result => answer(result.Failure))];
    }

    private static RestartableRef LookLane(LaneContext around, string name, bool alsoHistory)
    {
        return Keep<JobTag>(around, name, RunAsync, f => new JobsFound(JobQuery.CannotTell(f)), TagsAtOnce);

        async Task<IReadOnlyList<object>> RunAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel)
        {
            var query = await around.Scheduler.FindAsync(tags, alsoHistory ? HistoryReach.Whole : HistoryReach.None, cancel);
            var byTag = query.Jobs.Where(ad => ad.Tag is not null).ToLookup(ad => ad.Tag!);
            return [.. tags.Select(tag => new JobsFound(Of(tag)))];

            // A pod that elects a job, or declares one lost, must know all jobs of its tag. An unreadable job may be one of them.
            JobQuery Of(JobTag tag) =>
                (query.Failure ?? query.Unreadable.FirstOrDefault(job => job.MayBeOf(tag))?.ToFailure()) is { } failure
                    ? JobQuery.CannotTell(failure)
                    : JobQuery.Of([.. byTag[tag]]) with
                    {
                        Schedd = query.Schedd,
                    };
        }
    }

    private static RestartableRef Keep<TItem>(
        LaneContext around,
        string name,
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<object>>> run,
        Func<CondorFailure, object> whenItThrows,
        int atMost,
        TimeSpan gatherFor = default
    )
    {
        var limits = new LaneLimits(atMost, around.Condor.LongestCall, around.Options.StepTimeLimit / 4, gatherFor);
        var trouble = around.Health.Of($"{name} calls");
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<object>>> guarded = RunAsync;
        return new RestartableRef(
            name,
            () => Props.Create(() => new LaneActor<TItem>(guarded, whenItThrows, limits, trouble, around.Clock))
        );

        // A node that was frozen may find pods in its mailboxes that others have by now.
        async Task<IReadOnlyList<object>> RunAsync(IReadOnlyList<TItem> items, CancellationToken cancel) =>
            around.MayAct() ? await run(items, cancel) : [.. items.Select(_ => whenItThrows(OutOfTouch))];
    }

    private static readonly CondorFailure OutOfTouch = new(
        CondorFailureKind.Failed,
        "scheduler call",
        null,
        "this node has not heard from most of the others"
    );
}

/// <summary>What all lanes share.</summary>
internal sealed record LaneContext(
    ICondorScheduler Scheduler,
    CondorIoOptions Condor,
    ActorsOptions Options,
    HealthBoard Health,
    StrayTags Strays,
    TimeProvider Clock
)
{
    /// <summary>False while other nodes may have taken over this node's pods.</summary>
    public Func<bool> MayAct { get; init; } = () => true;
}
