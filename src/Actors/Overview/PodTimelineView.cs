using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Overview;

/// <summary>
/// Builds the timeline of a pod from its facts (pure). The facts are applied again one after the other, so each line can compare the pod
/// before and after its fact.
/// </summary>
internal static class PodTimelineView
{
    public static PodTimeline? Of(PastFacts past)
    {
        var pod = PodState.Of(past.Uid);
        var lines = new List<TimelineEntry>();
        for (var each = 0; each < past.Facts.Count; each++)
        {
            // The facts before this one are in the base, together with passing facts that are gone.
            if (each == past.Folded && past.BaseAt is not null)
                pod = past.Base;
            var (at, fact) = past.Facts[each];
            var before = pod;
            pod = pod.Apply(fact);
            foreach (var line in FactLines.Of(fact, at, before, pod))
                Add(lines, line);
            if (StatusLine(at, before, pod) is { } answer)
                Add(lines, answer);
        }
        return
            pod.Outline is { } outline
            || (outline = past.Facts.Select(f => f.Fact).OfType<PodAccepted>().LastOrDefault()?.Outline) is not null
            ? new PodTimeline(past.Uid, outline.Namespace, outline.Name, lines, past.LostBefore, past.WhyLost)
            : null;
    }

    /// <summary>What Kubernetes is told from now on, if that has changed.</summary>
    private static TimelineEntry? StatusLine(DateTimeOffset at, PodState before, PodState pod)
    {
        var (was, now) = (PodStatusView.Of(before), PodStatusView.Of(pod));
        if (now is null)
            return null;
        var reason = PodStages.Of(pod, now).Reason;
        return was is not null && PodStages.Of(before, was).Reason == reason
            ? null
            : new TimelineEntry(at, TimelineLane.Kubernetes, "status is " + reason, null, IsDurable: false);
    }

    // A call that fails again and again is one line.
    private static void Add(List<TimelineEntry> lines, TimelineEntry line)
    {
        if (lines is not [.., var last] || !IsRepeated(last, line))
        {
            lines.Add(line);
            return;
        }
        var times = last.Times + 1;
        lines[^1] = last with { Times = times, LastAt = line.At };
    }

    private static bool IsRepeated(TimelineEntry last, TimelineEntry line) =>
        last.Lane == line.Lane && last.What == line.What && last.Detail == line.Detail;
}
