using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Which idle jobs are analysed when, and which pods are told: a schedule without actors and tools.</summary>
public sealed class IdleGroupsSpecs
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IdleReason TooLarge = new("0 of 9 slots fit", NoSlotFits: true);

    private readonly IdleGroups<string> _groups = new(Round, forgetAfter: TimeSpan.FromMinutes(3));

    [Fact]
    public void Pods_that_ask_for_the_same_cost_one_analysis_and_share_one_answer()
    {
        foreach (var pod in Enumerable.Range(1, 38))
            Assert.Null(Ask(pod));
        var job = Assert.Single(_groups.Begin(Noon));

        _groups.End(Found(job.Job), Noon, Noon);

        var told = _groups.TakeChanges();
        Assert.Equal(38, told.Count);
        Assert.Single(told.Select(each => each.Answer).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal("0 of 9 slots fit (as 37 other pods)", told[0].Answer.Explanation!.ToString());
        Assert.Empty(_groups.TakeChanges());
    }

    [Fact]
    public void A_pod_that_asks_later_is_answered_at_once_without_an_analysis()
    {
        Explain(Ask(1));
        Assert.Equal("0 of 9 slots fit", Ask(2)!.Explanation!.ToString());
        Assert.Empty(_groups.Begin(Noon + Round));
    }

    [Fact]
    public void An_answer_is_found_out_anew_after_ten_rounds_while_pods_still_ask()
    {
        Explain(Ask(1));
        for (var round = 1; round < 10; round++)
        {
            Ask(1, at: Noon + round * Round);
            Assert.Empty(_groups.Begin(Noon + round * Round));
        }
        Assert.Single(_groups.Begin(Noon + 10 * Round));
    }

    [Fact]
    public void An_answer_that_is_renewed_in_time_changes_no_message_and_one_that_is_not_says_how_old_it_is()
    {
        Explain(Ask(1));
        _groups.TakeChanges();
        var told = new List<string>();
        for (var round = 1; round <= 34; round++)
        {
            var now = Noon + round * Round;
            Ask(1, at: now);
            foreach (var job in _groups.Begin(now))
                if (round is < 20 or > 32)
                    _groups.End(Found(job.Job), now, now);
            told.AddRange(_groups.TakeChanges().Select(each => $"{round}: {each.Answer.Explanation}"));
        }
        Assert.Equal(["22: 0 of 9 slots fit (as of 12:10:00Z)", "33: 0 of 9 slots fit"], told);
    }

    [Fact]
    public void A_pod_that_has_stopped_asking_is_forgotten_and_its_answer_too()
    {
        Explain(Ask(1));
        Assert.Empty(_groups.Begin(Noon + 3 * Round));
        Assert.Null(Ask(2, at: Noon + 3 * Round));
        Assert.Equal(Tag(2), Assert.Single(_groups.Begin(Noon + 3 * Round)).Tag);
    }

    [Fact]
    public void One_round_analyses_few_groups_and_the_others_come_next()
    {
        foreach (var cpus in Enumerable.Range(1, 15))
            Ask(cpus, cpus);
        var first = _groups.Begin(Noon);
        Assert.Equal(IdleGroups<string>.MostInRound, first.Count);
        _groups.End(Found([.. first.Select(job => job.Job)]), Noon, Noon);
        var second = _groups.Begin(Noon + Round);
        Assert.Equal(5, second.Count);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void Pods_of_too_many_shapes_get_no_answer_and_no_memory()
    {
        foreach (var cpus in Enumerable.Range(1, IdleGroups<string>.MostGroups + 5))
            Ask(cpus, cpus);
        var analysed = new HashSet<JobTag>();
        for (var jobs = _groups.Begin(Noon); jobs.Count > 0; jobs = _groups.Begin(Noon))
        {
            analysed.UnionWith(jobs.Select(job => job.Tag));
            _groups.End(Found([.. jobs.Select(job => job.Job)]), Noon, Noon);
        }
        Assert.Equal(IdleGroups<string>.MostGroups, analysed.Count);
    }

    [Fact]
    public void After_a_failure_an_old_answer_says_how_old_it_is_and_the_rounds_are_rarer()
    {
        Explain(Ask(1));
        var later = Noon + 10 * Round;
        Ask(1, at: later);
        Assert.Single(_groups.Begin(later));
        _groups.End(IdleQuery.CannotTell(new(CondorFailureKind.TimedOut, "condor_q", null, "no answer")), later, later);

        Assert.Equal("0 of 9 slots fit (as of 12:00:00Z)", Assert.Single(_groups.TakeChanges()).Answer.Explanation!.ToString());
        Assert.Empty(_groups.Begin(later + Round / 2));
        Assert.Single(_groups.Begin(later + Round));
        _groups.End(Found(new JobId(1, 0)), later + Round, later + Round);
        Assert.Equal("0 of 9 slots fit", Assert.Single(_groups.TakeChanges()).Answer.Explanation!.ToString());
    }

    [Fact]
    public void A_job_about_which_the_analysis_says_nothing_gets_no_sentence_and_loses_an_old_one()
    {
        Ask(1);
        Assert.Single(_groups.Begin(Noon));
        _groups.End(Found(), Noon, Noon);
        Assert.Empty(_groups.TakeChanges());

        Ask(2, cpus: 2);
        var job = Assert.Single(_groups.Begin(Noon + Round));
        _groups.End(Found(job.Job), Noon + Round, Noon);
        Assert.NotNull(Assert.Single(_groups.TakeChanges()).Answer.Explanation);
        Ask(2, cpus: 2, at: Noon + 11 * Round);
        Assert.Single(_groups.Begin(Noon + 11 * Round));
        _groups.End(Found(), Noon + 11 * Round, Noon);
        Assert.Null(Assert.Single(_groups.TakeChanges()).Answer.Explanation);
    }

    [Fact]
    public void A_large_number_of_pods_alone_is_told_again_only_when_it_has_doubled()
    {
        Explain(Ask(1));
        Ask(2);
        Assert.Equal("0 of 9 slots fit (as 1 other pod)", _groups.TakeChanges()[0].Answer.Explanation!.ToString());
        foreach (var pod in Enumerable.Range(3, 18))
            Ask(pod);
        Assert.Equal(20, _groups.TakeChanges().Count);
        foreach (var pod in Enumerable.Range(21, 19))
            Ask(pod);
        Assert.Empty(_groups.TakeChanges());
        Ask(40);
        Assert.Equal(
            "0 of 9 slots fit (as 39 other pods)",
            _groups.TakeChanges().Select(each => each.Answer.Explanation!.ToString()).Distinct().Single()
        );
    }

    private void Explain(WhyIdle? _)
    {
        foreach (var job in _groups.Begin(Noon))
            _groups.End(Found(job.Job), Noon, Noon);
    }

    private WhyIdle? Ask(int pod, int cpus = 1, DateTimeOffset? at = null) =>
        _groups.Note(new(Tag(pod), new JobId(pod, 0), new(cpus, 512, null, 0, "")), $"pod {pod}", at ?? Noon);

    private static JobTag Tag(int pod) => JobTag.Parse($"tag-{pod}");

    private static IdleQuery Found(params JobId[] jobs) => IdleQuery.Of(jobs.ToDictionary(job => job, _ => TooLarge));
}
