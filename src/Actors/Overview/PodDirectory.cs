using System.Text;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Overview;

/// <summary>What operators read of all pods, from memory.</summary>
internal sealed class PodDirectory(
    PodStates states,
    PodHistories histories,
    StatusBoard board,
    CondorBoard condor,
    ActorsOptions options,
    IPodStatusFormat format,
    Func<ShownTimes> times,
    OtherNodes others
) : IPodDirectory
{
    public IReadOnlyList<string> OtherNodes => others.Names;

    public string? NodeOf(PodUid uid) => board.Elsewhere.OwnerOf(uid);

    public IEnumerable<IPodLine> Lines()
    {
        var shown = times();
        return states
            .All.Select(IPodLine (snapshot) => new PodLine(snapshot, options.HoldRules, shown))
            .Concat(
                from pod in board.Unreadable.All
                where states.Find(pod.Uid) is null // a pod that is known is shown with its last state
                select PodOverviewView.OfUnreadable(pod, shown)
            );
    }

    public IPodLine? FindLine(PodUid uid) =>
        states.Find(uid) is { } snapshot ? new PodLine(snapshot, options.HoldRules, times()) : Find(uid);

    public PodOverview? Find(PodUid uid) =>
        states.Find(uid) is { } snapshot ? PodOverviewView.Of(snapshot, options.HoldRules, times())
        : board.Unreadable.SinceOf(uid) is { } since ? PodOverviewView.OfUnreadable((uid, since), times())
        : null;

    public IReadOnlyList<PodContainer> ContainersOf(PodUid uid) =>
        states.Find(uid) is { } snapshot ? PodContainersView.Of(snapshot.Pod) : [];

    public PodTimeline? Timeline(PodUid uid) => histories.Find(uid) is { } past ? PodTimelineView.Of(past, times()) : null;

    public PodAtTime? At(PodUid uid, DateTimeOffset time)
    {
        var shown = times();
        if (histories.Find(uid) is not { } past)
            return null;
        PodSnapshot? then = null;
        PodStatus? status = null;
        DateTimeOffset last = default;
        foreach (var (pod, at) in past.StatesUntil(shown.Back(time)))
        {
            if (pod.Outline is null)
            {
                then = null;
                continue;
            }
            status = PodStatusView.Of(pod);
            var (stage, reason) = PodStages.Of(pod, status);
            var since = then?.Stage == stage && PodStages.IsSameWait(then.Reason, reason) ? then.Since : at;
            (then, last) = (PodSnapshot.Of(pod, status, stage, reason, since, nextTryAt: null), at);
        }
        return then is null
            ? null
            : new PodAtTime(
                shown.Of(last),
                PodOverviewView.Of(then, options.HoldRules, shown),
                status is null ? null : Encoding.UTF8.GetString(format.Render(status).Span),
                shown.Of(past.LostBefore),
                past.WhyLost
            );
    }

    public int? Unread => states.Unread;

    public int Homeless => others.Names.Count > 0 ? board.Elsewhere.OrphansCount : 0;

    public DateTimeOffset? QueueSeenAt => times().Of(condor.QueueSeenAt);

    public string? QueueTrouble => condor.QueueTrouble;
}
