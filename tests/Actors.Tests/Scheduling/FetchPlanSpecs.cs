using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

public sealed class FetchPlanSpecs
{
    private static readonly ActorsOptions Options = Sample.Options with
    {
        PollInterval = TimeSpan.FromSeconds(5),
        RetryAtMost = TimeSpan.FromSeconds(60),
    };
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(4, false, 0, false)]
    [InlineData(5, false, 0, true)]
    [InlineData(1, true, 0, true)]
    [InlineData(0, true, 0, false)]
    [InlineData(19, false, 32, false)]
    [InlineData(20, false, 32, true)]
    [InlineData(3, true, 32, false)]
    [InlineData(4, true, 32, true)]
    [InlineData(60, false, 100_000, true)]
    public void A_log_that_is_read_comes_each_second_another_each_poll_and_a_long_one_less_often(
        int secondsAgo,
        bool wanted,
        int mib,
        bool due
    )
    {
        var job = new Fetchable(
            new JobId(1, 0),
            Sample.Noon,
            wanted ? Sample.Noon.AddSeconds(secondsAgo) : DateTimeOffset.MinValue,
            mib * MiB
        );
        Assert.Equal(due, FetchPlan.Next([Running(1, job)], Sample.Noon.AddSeconds(secondsAgo), Options).Count == 1);
    }

    [Fact]
    public void What_was_never_fetched_is_first_and_a_job_longer_than_a_round_comes_alone()
    {
        var now = Sample.Noon.AddMinutes(10);
        var (known, huge, fresh) = (Job(1, now.AddMinutes(-2), 10), Job(2, now.AddMinutes(-5), 1000), Job(3, DateTimeOffset.MinValue, 0));
        Assert.Equal([3], Chosen([known, huge, fresh], now));
        Assert.Equal([2], Chosen([known, huge], now));
        Assert.Equal([1], Chosen([known], now));
    }

    [Property(MaxTest = 20)]
    public Property However_many_jobs_and_readers_a_round_is_bounded_and_everybody_comes() =>
        Prop.ForAll(
            Gen.Choose(0, 300).ListOf(1200).ToArbitrary(),
            sizes =>
            {
                var now = Sample.Noon.AddHours(1);
                var jobs = sizes
                    .Select(
                        (mib, i) =>
                            Running(i, new Fetchable(new JobId(i, 0), Sample.Noon, i % 3 == 0 ? now : DateTimeOffset.MinValue, mib * MiB))
                    )
                    .ToDictionary();
                var total = sizes.Sum(mib => mib * MiB);
                var rounds = 0;
                var left = jobs.Keys.ToHashSet();
                for (; left.Count > 0 && rounds < 3000; rounds++)
                {
                    var round = FetchPlan.Next(jobs, now, Options);
                    if (
                        round.Count > FetchPlan.JobsAtMost
                        || (round.Count > 1 && round.Sum(one => jobs[one.Tag].Bytes) > FetchPlan.BytesAtMost)
                    )
                        return false;
                    foreach (var (tag, _) in round)
                    {
                        left.Remove(tag);
                        jobs[tag] = jobs[tag] with
                        {
                            FetchedAt = now,
                            WantedAt = jobs[tag].WantedAt == DateTimeOffset.MinValue ? jobs[tag].WantedAt : now,
                        };
                    }
                    now += TimeSpan.FromSeconds(1);
                }
                // Those who are read each second take no more than their turn.
                return rounds
                    <= 2 + 3 * (total / FetchPlan.BytesAtMost + sizes.Count / FetchPlan.JobsAtMost + sizes.Count(mib => mib > 256));
            }
        );

    private static int[] Chosen(IEnumerable<KeyValuePair<JobTag, Fetchable>> running, DateTimeOffset now) =>
        [.. FetchPlan.Next(running, now, Options).Select(one => one.Job.Cluster)];

    private static KeyValuePair<JobTag, Fetchable> Job(int number, DateTimeOffset fetched, int mib) =>
        Running(number, new Fetchable(new JobId(number, 0), fetched, DateTimeOffset.MinValue, mib * MiB));

    private static KeyValuePair<JobTag, Fetchable> Running(int number, Fetchable job) => new(JobTag.Parse($"pod-{number}"), job);
}
