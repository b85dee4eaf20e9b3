using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

internal static partial class PodLife
{
    /// <summary>
    /// A job that is idle for long is asked about. The poller reports it again after each reminder, so the question is repeated.
    /// </summary>
    private static Decision OnJobIdle(DecisionContext context, JobAd ad, Decision decision)
    {
        // A job that avoids nodes has requirements of its own, and its reason is that of a node fault.
        if (context.Options.ExplainIdleAfter == TimeSpan.Zero || context.Pod.AvoidedNodes.Count > 0)
            return decision;
        var since = context.Pod.Apply(context.Seen(ad)).InStateSince!.Value;
        var left = since + context.Options.ExplainIdleAfter - context.Now;
        return left > TimeSpan.Zero ? decision.Remind(left) : decision.Run(new AskWhyIdle(ad.Id)).Remind(context.Options.RetryAtMost);
    }

    /// <summary>
    /// True if a reminder only repeats the question why the job is idle. Nothing writes to its stream, so the stream is not read again.
    /// </summary>
    private static bool IsIdleForLong(DecisionContext context) =>
        context is { HasNoStep: true, Pod: { Ad.Status: JobStatus.Idle, Gone: null, Missed: null, Failures: 0, RunIsKnown: true } };

    /// <summary>The status says how old the knowledge of the queue is, with one instant for the whole outage.</summary>
    private static Decision OnQueueSilent(DecisionContext context, QueueSilence? silence) =>
        silence == context.Pod.Silence ? Decision.Nothing : Decision.Of(new QueueSilenceNoted(silence));

    private static Decision OnIdleExplained(DecisionContext context, WhyIdle why) =>
        context.Pod.Ad is { Status: JobStatus.Idle } && why.Explanation != context.Pod.Idle
            ? Decision.Of(new IdleExplained(why.Explanation))
            : Decision.Nothing;
}
