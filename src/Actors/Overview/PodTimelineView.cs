using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Overview;

/// <summary>
/// Builds the timeline of a pod from its facts (pure). The facts are applied again one after the other, so each line can compare the pod
/// before and after its fact.
/// </summary>
internal static class PodTimelineView
{
    /// <param name="past">The pod's facts.</param>
    /// <param name="times">Converts the times of the facts. The times of containers come from the execute node and stay.</param>
    public static PodTimeline? Of(PastFacts past, ShownTimes times)
    {
        var known = KnownState.Of(past.Uid);
        var (lines, readAgain) = (new List<TimelineEntry>(), new List<TimelineEntry>());
        DateTimeOffset? startedAt = null;
        for (var each = 0; each < past.Facts.Count; each++)
        {
            // The facts before this one are in the base, together with passing facts that are gone.
            if (each == past.Folded && past.BaseAt is not null)
                known = past.Base;
            var seen = past.Facts[each];
            var (at, fact) = (times.Of(seen.At), seen.Fact);
            var before = known.Pod;
            known = known.Apply(seen);
            if (fact is ActorStarted)
                startedAt = at;
            foreach (var line in FactLines.Of(fact, at, before, known.Pod))
                if (startedAt is { } start && !before.RunIsKnown && line.Lane == TimelineLane.Container && line.At < start)
                    readAgain.Add(line with { IsReadAgain = true });
                else
                    Add(lines, seen.Times == 1 ? line : line with { Times = seen.Times, LastAt = times.Of(seen.LastAt) });
            if (StatusLine(at, before, known.Pod) is { } answer)
                Add(lines, answer);
        }
        foreach (var line in readAgain)
            Insert(lines, line);
        return NameOf(past, known.Pod) is var (@namespace, name)
            ? new PodTimeline(past.Uid, @namespace, name, lines, times.Of(past.LostBefore), past.WhyLost)
            : null;
    }

    // A deleted pod's state has no outline any more.
    private static (string, string)? NameOf(PastFacts past, PodState pod) =>
        (pod.Outline ?? past.Facts.Select(each => each.Fact).OfType<PodAccepted>().LastOrDefault()?.Outline) is { } outline
            ? (outline.Namespace, outline.Name)
            : null;

    /// <summary>What a status request would get from now on, if that has changed. Nobody knows whether a request came.</summary>
    private static TimelineEntry? StatusLine(DateTimeOffset at, PodState before, PodState pod)
    {
        var (was, now) = (PodStatusView.Of(before), PodStatusView.Of(pod));
        if (now is null)
            return null;
        var reason = PodStages.Of(pod, now).Reason;
        return was is not null && PodStages.Of(before, was).Reason == reason
            ? null
            : new TimelineEntry(at, TimelineLane.Kubernetes, "status changes", $"a request would get {reason}", IsDurable: false);
    }

    // The node's clock may be wrong by years: a line from before the pod's time stays at the end.
    private static void Insert(List<TimelineEntry> lines, TimelineEntry line)
    {
        var at = lines.FindLastIndex(other => other.At <= line.At) + 1;
        lines.Insert(at == 0 ? lines.Count : at, line);
    }

    /// <summary>
    /// Puts a line of a container where its own time belongs: the sidecar reads the output later, so other lines may have come before it.
    /// It stays below the lines of what made it possible, as the node's clock may be behind: the election of the job, a run's begin.
    /// </summary>
    private static void AddByTime(List<TimelineEntry> lines, TimelineEntry line)
    {
        var least = lines.FindLastIndex(other => other.What is FactLines.Elected || other.Lane == TimelineLane.Container) + 1;
        var at = lines.FindLastIndex(other => other.At <= line.At) + 1;
        lines.Insert(Math.Max(least, at), line);
    }

    // A call that fails again and again is one line.
    private static void Add(List<TimelineEntry> lines, TimelineEntry line)
    {
        var before = lines.FindLastIndex(other => other.Lane == line.Lane);
        if (before >= 0 && lines[before] is var last && last.What == line.What && last.Detail == line.Detail)
            lines[before] = last with { Times = last.Times + line.Times, LastAt = line.LastAt ?? line.At };
        else if (line.Lane == TimelineLane.Container)
            AddByTime(lines, line);
        else
            lines.Add(line);
    }
}
