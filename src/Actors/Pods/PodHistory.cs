using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>One fact of a pod's past and its time.</summary>
/// <param name="Times">How often the same fact came in a row.</param>
/// <param name="LastAt">The time of the last of them.</param>
internal readonly record struct PastFact(DateTimeOffset At, PodFact Fact, int Times, DateTimeOffset LastAt)
{
    public PastFact(DateTimeOffset at, PodFact fact)
        : this(at, fact, 1, at) { }
}

/// <summary>
/// A state that facts are applied to one after the other. After a start of the pod's actor only the durable facts count (pure).
/// </summary>
internal readonly record struct KnownState(PodState Pod, PodState Durable)
{
    public static KnownState Of(PodUid uid) => new(PodState.Of(uid), PodState.Of(uid));

    public KnownState Apply(PastFact past)
    {
        var state = this;
        for (var each = 0; each < past.Times; each++)
            state = state.Apply(past.Fact);
        return state;
    }

    private KnownState Apply(PodFact fact)
    {
        var durable = fact is DurableFact ? Durable.Apply(fact) : Durable;
        return new(fact is ActorStarted ? durable : Pod.Apply(fact), durable);
    }
}

/// <summary>
/// The facts of one pod in their order, as far as this process has them. <see cref="PodState.Apply"/> is pure, so the facts up to a time
/// give the state that was known then. Durable facts stay. Of the others only the newest stay. The older ones are folded into a base state.
/// </summary>
internal sealed class PodHistory(PodUid uid)
{
    private readonly Lock _gate = new();
    private readonly List<PastFact> _facts = [];
    private KnownState _base = KnownState.Of(uid);
    private DateTimeOffset? _baseAt;
    private int _folded;
    private int _passing;
    private DateTimeOffset? _lostBefore;
    private string? _whyLost;

    /// <summary>The pod's actor has left memory; null while it is there.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <param name="at">When.</param>
    /// <param name="fact">What has happened.</param>
    /// <param name="most">The most passing facts that this pod may keep.</param>
    public void Add(DateTimeOffset at, PodFact fact, int most)
    {
        lock (_gate)
        {
            // A call that fails for hours in the same way must not push older facts out of the history.
            if (fact is CallEnded { Failure: not null } && _facts.Count > _folded && _facts[^1] is var last && last.Fact == fact)
            {
                _facts[^1] = last with { Times = last.Times + 1, LastAt = at };
                return;
            }
            _facts.Add(new PastFact(at, fact));
            if (fact is not PassingFact)
                return;
            _passing++;
            while (_passing > most)
                FoldOldest($"the history keeps the last {most} facts of a pod that the journal does not have");
        }
    }

    /// <summary>A fact from the journal, read at the start of the pod's actor.</summary>
    /// <param name="fact">If it is new here, another process had the pod when it happened.</param>
    /// <param name="startedAt">When this process was started: the time of a fact that has none.</param>
    /// <param name="now">The time.</param>
    public void Recover(DurableFact fact, DateTimeOffset startedAt, DateTimeOffset now)
    {
        lock (_gate)
        {
            var at = fact.TimeOfFact ?? startedAt;
            if (_facts.Exists(known => known.At == at && known.Fact.GetType() == fact.GetType()))
                return;
            _facts.Add(new PastFact(at, fact));
            (_lostBefore, _whyLost) = (now, "this sidecar took the pod up then, and the journal has only a part of what was before");
        }
    }

    /// <summary>Copies the present history.</summary>
    public PastFacts Read()
    {
        lock (_gate)
            return new PastFacts(uid, [.. _facts], _base, _folded, _baseAt, _lostBefore, _whyLost);
    }

    private void FoldOldest(string why)
    {
        var oldest = _facts.FindIndex(_folded, known => known.Fact is PassingFact);
        for (var each = _folded; each <= oldest; each++)
            _base = _base.Apply(_facts[each]);
        (_baseAt, _lostBefore, _whyLost) = (_facts[oldest].LastAt, _facts[oldest].LastAt, why);
        _facts.RemoveAt(oldest);
        (_folded, _passing) = (oldest, _passing - 1);
    }

    /// <summary>True for facts that a reader of the history misses if they are gone.</summary>
    public static bool Keeps(PodFact fact, PodState before) =>
        fact switch
        {
            UnknownPodDeleted or JobsBeingRemoved or ResubmitAllowed => false,
            // Only the step of a refused pod says whether the pod is being created again.
            StepTaken => before.Stage == Stage.Refused,
            CallEnded { Failure: null } => before.Failures > 0 || before.LastFailure is not null,
            SubmitTried { Failure: null } => before.LastFailure is not null || before.RefusedSubmits > 0,
            JobAdUpdated seen => before is not { Ad: { } known, Gone: null, Missed: null }
                || (before.RunWhenAdWasSeen != before.Run.RunId && known == seen.Ad)
                || !known.IsSameButForUsage(seen.Ad),
            _ => true,
        };
}

/// <summary>A copy of a pod's history.</summary>
/// <param name="Facts">The oldest first.</param>
/// <param name="Base">The state after the first <paramref name="Folded"/> facts and the passing facts that are gone.</param>
/// <param name="BaseAt">The time of the newest fact that is gone; null if none is.</param>
/// <param name="LostBefore">Passing facts are missing before this time; null if none is missing.</param>
internal sealed record PastFacts(
    PodUid Uid,
    IReadOnlyList<PastFact> Facts,
    KnownState Base,
    int Folded,
    DateTimeOffset? BaseAt,
    DateTimeOffset? LostBefore,
    string? WhyLost
)
{
    /// <summary>The state that was known at this time, and the time of the last fact that counts; null if the pod was not known.</summary>
    public (PodState Pod, DateTimeOffset At)? StateAt(DateTimeOffset time)
    {
        (PodState, DateTimeOffset)? last = null;
        foreach (var state in StatesUntil(time))
            last = state;
        return last;
    }

    /// <summary>The states that the pod had until this time, as far as they are known, and when each began.</summary>
    public IEnumerable<(PodState Pod, DateTimeOffset At)> StatesUntil(DateTimeOffset time)
    {
        var isBeforeBase = BaseAt is { } at && time < at;
        var counting = Facts.Skip(isBeforeBase ? 0 : Folded).Where(fact => fact.At <= time);
        if (isBeforeBase)
            counting = counting.Where(fact => fact.Fact is DurableFact);
        var state = isBeforeBase ? KnownState.Of(Uid) : Base;
        if (!isBeforeBase && BaseAt is { } baseAt)
            yield return (state.Pod, baseAt);
        foreach (var fact in counting)
        {
            state = state.Apply(fact);
            yield return (state.Pod, fact.At);
        }
    }
}
