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
    IPodStatusFormat format
) : IPodDirectory
{
    public IEnumerable<IPodLine> Lines() =>
        states
            .All.Select(IPodLine (snapshot) => new PodLine(snapshot, options.HoldRules))
            .Concat(board.Unreadable.Select(PodOverviewView.OfUnreadable));

    public IPodLine? FindLine(PodUid uid) => states.Find(uid) is { } snapshot ? new PodLine(snapshot, options.HoldRules) : Find(uid);

    public PodOverview? Find(PodUid uid) =>
        states.Find(uid) is { } snapshot ? PodOverviewView.Of(snapshot, options.HoldRules)
        : board.UnreadableSince(uid) is { } since ? PodOverviewView.OfUnreadable((uid, since))
        : null;

    public IReadOnlyList<PodContainer> ContainersOf(PodUid uid) =>
        states.Find(uid) is { } snapshot ? PodContainersView.Of(snapshot.Pod) : [];

    public PodTimeline? Timeline(PodUid uid) => histories.Find(uid) is { } past ? PodTimelineView.Of(past) : null;

    public PodAtTime? At(PodUid uid, DateTimeOffset time)
    {
        if (histories.Find(uid) is not { } past || past.StateAt(time) is not var (pod, at) || pod.Outline is null)
            return null;
        var status = PodStatusView.Of(pod);
        var (stage, reason) = PodStages.Of(pod, status);
        return new PodAtTime(
            at,
            PodOverviewView.Of(PodSnapshot.Of(pod, status, stage, reason, at, nextTryAt: null), options.HoldRules),
            status is null ? null : Encoding.UTF8.GetString(format.Render(status).Span),
            past.LostBefore,
            past.WhyLost
        );
    }

    public DateTimeOffset? QueueSeenAt => condor.QueueSeenAt;

    public string? QueueTrouble => condor.QueueTrouble;
}
