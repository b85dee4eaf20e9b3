namespace HtcondorActors.CondorIo.Tests;

/// <summary>How many calls of condor_submit the names of jobs cost.</summary>
public sealed class BatchNamesSpecs : CondorCliTestBed
{
    private static SubmitDescription Job(int i, string name) =>
        Description(JobTag.Parse($"tag-{i}")) with
        {
            BatchName = name,
            WiderBatchName = "space",
        };

    [Fact]
    public async Task Jobs_of_one_name_are_submitted_together_and_those_of_another_apart()
    {
        Fake.With("condor_submit", "rows=$(grep -c '^tag-'); echo \"$$.0 - $$.$((rows - 1))\"");
        SubmitDescription[] jobs = [Job(0, "space/a"), Job(1, "space/b"), Job(2, "space/a"), Job(3, "space")];

        var results = await Scheduler().SubmitAsync(jobs, default);

        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.Equal(3, Fake.Calls("condor_submit").Count);
        Assert.Equal(results[0].Job!.Value.Cluster, results[2].Job!.Value.Cluster);
        Assert.Equal(3, results.Select(result => result.Job!.Value.Cluster).Distinct().Count());
    }

    [Fact]
    public void Of_very_many_names_at_once_the_largest_groups_keep_theirs_and_the_others_are_in_the_wider_one()
    {
        const int Many = 500;
        SubmitDescription[] jobs =
        [
            .. Enumerable.Range(0, Many).Select(i => Job(i, $"space/single-{i}")),
            .. Enumerable.Range(Many, Many).Select(i => Job(i, "space/large")),
        ];

        var bounded = BatchNames.Bounded(jobs);

        Assert.Equal(jobs.Select(job => job.Tag), bounded.Select(job => job.Tag));
        Assert.All(bounded.Skip(Many), job => Assert.Equal("space/large", job.BatchName));
        Assert.Equal(BatchNames.AtMost + 1, bounded.DistinctBy(job => job.BatchName).Count());
        Assert.Equal(Many - BatchNames.AtMost + 1, bounded.Count(job => job.BatchName == "space"));
    }

    [Fact]
    public void Pods_of_very_many_namespaces_at_once_cost_a_bounded_number_of_calls()
    {
        SubmitDescription[] jobs =
        [
            .. Enumerable.Range(0, 500).Select(i => Job(i, $"space-{i}/owner") with { WiderBatchName = $"space-{i}" }),
        ];

        var bounded = BatchNames.Bounded(jobs);

        Assert.Equal(jobs.Select(job => job.Tag), bounded.Select(job => job.Tag));
        Assert.Equal(2 * BatchNames.AtMost, bounded.Where(job => job.BatchName is not null).DistinctBy(job => job.BatchName).Count());
    }

    [Fact]
    public void A_few_names_stay_as_they_are()
    {
        SubmitDescription[] jobs = [.. Enumerable.Range(0, BatchNames.AtMost).Select(i => Job(i, $"space/{i}")), Job(99, "space")];
        Assert.Same(jobs, BatchNames.Bounded(jobs));
    }
}
