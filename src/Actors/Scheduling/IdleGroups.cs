using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Pure: the schedule of the analyses of idle jobs. Pods that ask for the same are one group, of which one job is analysed. A round
/// analyses a few groups, and an answer holds for ten rounds. Pods repeat their questions, so a pod that stops asking is forgotten.
/// </summary>
/// <param name="round">The time between two rounds.</param>
/// <param name="forgetAfter">A pod that has not asked for this time is no longer idle.</param>
internal sealed class IdleGroups<TPod>(TimeSpan round, TimeSpan forgetAfter)
    where TPod : class
{
    /// <summary>Pods of further shapes get no sentence. A pool with so many idle shapes has other problems.</summary>
    public const int MostGroups = 1000;

    /// <summary>One run of the tool analyses so many jobs.</summary>
    public const int MostInRound = 10;

    private const int RoundsOfAnswer = 10;

    private const int FewPods = 10;

    /// <summary>An older answer says how old it is. An answer that is renewed in time says nothing: each change of a message is a request
    /// to Kubernetes, for each pod of the group.</summary>
    private readonly TimeSpan _oldAfter = round * (RoundsOfAnswer + 1);

    private readonly Dictionary<JobShape, Group> _groups = [];
    private int _failures;
    private DateTimeOffset _notBefore;

    /// <summary>Notes a question.</summary>
    /// <returns>What is known already; null if nothing is.</returns>
    public WhyIdle? Note(AskIdle ask, TPod pod, DateTimeOffset now)
    {
        if (!_groups.TryGetValue(ask.Shape, out var group))
        {
            if (_groups.Count >= MostGroups)
                return null;
            _groups[ask.Shape] = group = new Group();
        }
        group.Members[ask.Tag] = new(ask.Job, pod, now);
        return group.Answer;
    }

    /// <summary>Begins a round.</summary>
    /// <returns>The jobs to analyse, one of each group: first those of groups without an analysis, then those with the oldest.</returns>
    public IReadOnlyList<(JobTag Tag, JobId Job)> Begin(DateTimeOffset now)
    {
        Forget(now);
        foreach (var group in _groups.Values)
            if (group.AnalysedAt is { } at && now - at > _oldAfter && group.Answer?.Explanation is { AsOf: null } old)
                group.Change(old with { AsOf = group.FoundAt });
        if (now < _notBefore)
            return [];
        var due = _groups
            .Values.Where(group => group.AnalysedAt is not { } at || now - at >= round * RoundsOfAnswer)
            .OrderBy(group => group.AnalysedAt)
            .Take(MostInRound)
            .ToArray();
        foreach (var group in due)
            // The pod that asked last is the most likely to be idle still.
            group.Representative = group.Members.MaxBy(member => member.Value.AskedAt) is var member
                ? (member.Key, member.Value.Job)
                : null;
        return [.. due.Select(group => group.Representative!.Value)];
    }

    /// <summary>Ends a round.</summary>
    /// <param name="query">The result of the analysis.</param>
    /// <param name="now">The time.</param>
    /// <param name="shown">The time as it is shown to people.</param>
    public void End(IdleQuery query, DateTimeOffset now, DateTimeOffset shown)
    {
        _failures = query.Failure is null ? 0 : _failures + 1;
        // After failures the rounds are rarer, up to one for each time that an answer holds.
        _notBefore = now + round * (_failures < 4 ? (1 << _failures) - 1 : RoundsOfAnswer - 1);
        foreach (var group in _groups.Values.Where(group => group.Representative is not null))
        {
            var job = group.Representative!.Value.Job;
            group.Representative = null;
            if (query.Failure is not null)
            {
                if (group.Answer?.Explanation is { } old)
                    group.Change(old with { AsOf = group.FoundAt });
                continue;
            }
            group.AnalysedAt = now;
            group.FoundAt = shown;
            if (!query.Reasons.TryGetValue(job, out var reason))
            {
                group.Change(null);
                continue;
            }
            var isSame = group.Answer?.Explanation is { } known && known.Words == reason.Words && known.NoSlotFits == reason.NoSlotFits;
            // The number of the pods is told anew by TakeChanges.
            var others = isSame ? group.Answer!.Explanation!.Others : group.Members.Count - 1;
            group.Change(new IdleExplanation(reason.Words, reason.NoSlotFits, others, null));
        }
    }

    /// <summary>
    /// The pods to tell, with what has changed since the last call. A large number of pods alone is told anew only if it has doubled or
    /// halved, because each change of a message is a request to Kubernetes.
    /// </summary>
    public IReadOnlyList<(TPod Pod, WhyIdle Answer)> TakeChanges()
    {
        List<(TPod, WhyIdle)> changes = [];
        foreach (var group in _groups.Values)
        {
            var count = group.Members.Count;
            if (group.Answer?.Explanation is { } told && IsNews(told.Others + 1, count))
                group.Change(told with { Others = count - 1 });
            if (group.TakeChange())
                changes.AddRange(group.Members.Values.Select(member => (member.Pod, group.Answer!)));
        }
        return changes;
    }

    private static bool IsNews(int told, int count) => count != told && (count <= FewPods || count >= 2 * told || 2 * count <= told);

    private void Forget(DateTimeOffset now)
    {
        foreach (var (shape, group) in _groups.ToArray())
        {
            foreach (var gone in group.Members.Where(member => now - member.Value.AskedAt >= forgetAfter).ToArray())
                group.Members.Remove(gone.Key);
            if (group.Members.Count == 0)
                _groups.Remove(shape);
        }
    }

    private sealed record Member(JobId Job, TPod Pod, DateTimeOffset AskedAt);

    private sealed class Group
    {
        private bool _isChanged;

        public Dictionary<JobTag, Member> Members { get; } = [];

        /// <summary>When the last analysis that succeeded ended.</summary>
        public DateTimeOffset? AnalysedAt { get; set; }
        public DateTimeOffset FoundAt { get; set; }

        /// <summary>The job of this group in the present round.</summary>
        public (JobTag Tag, JobId Job)? Representative { get; set; }

        /// <summary>One instance for all pods of the group.</summary>
        public WhyIdle? Answer { get; private set; }

        public void Change(IdleExplanation? explanation)
        {
            if (explanation == Answer?.Explanation && (Answer is not null || explanation is null))
                return;
            (Answer, _isChanged) = (new WhyIdle(explanation), true);
        }

        public bool TakeChange()
        {
            var isChanged = _isChanged;
            _isChanged = false;
            return isChanged;
        }
    }
}
