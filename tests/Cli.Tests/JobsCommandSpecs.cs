namespace HtcondorActors.Cli.Tests;

/// <summary>The command jobs: it lists jobs without a pod, says first what it would do, and removes them when told so.</summary>
public sealed class JobsCommandSpecs : OperatorTestBed
{
    [Fact]
    public async Task Jobs_without_a_pod_are_listed_with_the_reason()
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(0, await TypeAsync("jobs", "--unowned"));
        Assert.StartsWith("JOB   STATE     SINCE", Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            "default     train   5d6a8f0e-0000-4000-8000-000000000001   no pod with this UID is in the journal",
            Lines[1],
            StringComparison.Ordinal
        );
        Assert.StartsWith("7.0   Running", Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json", "\"kind\": \"podUnknown\"")]
    [InlineData("yaml", "kind: podUnknown")]
    [InlineData("name", "7.0")]
    public async Task The_list_has_the_forms_of_the_other_lists(string form, string part)
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(0, await TypeAsync("jobs", "--unowned", "-o", form));
        Assert.Contains(part, Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_without_yes_only_says_what_it_would_do()
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(0, await TypeAsync("jobs", "remove", "7.0"));
        Assert.Equal(["job 7.0: would be removed (Running)", "nothing was removed; say --yes to remove"], Lines);
        Assert.Empty(Sidecar.Jobs.Removed);
    }

    [Fact]
    public async Task A_removal_of_several_jobs_removes_those_that_have_no_pod_and_exits_with_1_for_the_others()
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(1, await TypeAsync("jobs", "remove", "7.0", "8.0", "--yes"));
        Assert.Equal(["job 7.0: its removal was asked for", "job 8.0: left alone: it is not a job without a pod"], Lines);
        Assert.Equal(["7.0"], Sidecar.Jobs.Removed);
    }

    [Fact]
    public async Task All_of_a_large_queue_are_removed_in_several_requests()
    {
        for (var number = 1; number <= 250; number++)
            Sidecar.Jobs.Add($"{number}.0");
        Assert.Equal(0, await TypeAsync("jobs", "remove", "--all", "--yes"));
        Assert.Equal([100, 100, 50], Sidecar.Jobs.Requests);
        Assert.Equal(250, Sidecar.Jobs.Removed.Count);
    }

    [Fact]
    public async Task An_adoption_without_yes_only_says_what_it_would_do()
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(0, await TypeAsync("jobs", "adopt", "7.0"));
        Assert.Equal("job 7.0: would be adopted (Running) as the job of pod default/train", Lines[0]);
        Assert.StartsWith(
            "nothing was adopted; say --yes to adopt. Adopt only pods that Kubernetes still has",
            Lines[1],
            StringComparison.Ordinal
        );
        Assert.Empty(Sidecar.Jobs.Adopted);
    }

    [Fact]
    public async Task An_adoption_is_done_by_yes_and_says_of_each_job_why_it_was_left_alone()
    {
        Sidecar.Jobs.Add("7.0");
        Assert.Equal(1, await TypeAsync("jobs", "adopt", "7.0", "8.0", "--yes"));
        Assert.Equal(["job 7.0: pod default/train goes on with it", "job 8.0: left alone: it is not a job without a pod"], Lines);
        Assert.StartsWith("7.0 by ", Assert.Single(Sidecar.Jobs.Adopted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_jobs_of_lost_pods_are_adopted_by_one_command()
    {
        for (var number = 1; number <= 250; number++)
            Sidecar.Jobs.Add($"{number}.0");
        Assert.Equal(0, await TypeAsync("jobs", "adopt", "--all", "--yes"));
        Assert.Equal(250, Sidecar.Jobs.Adopted.Count);
    }

    [Theory]
    [InlineData("htcondor-sidecar jobs: say --unowned for the jobs that have no pod", "jobs")]
    [InlineData("htcondor-sidecar remove: name the jobs, or say --all", "jobs", "remove")]
    [InlineData("htcondor-sidecar remove: name the jobs, or say --all", "jobs", "remove", "7.0", "--all")]
    [InlineData("htcondor-sidecar adopt: name the jobs, or say --all", "jobs", "adopt")]
    public async Task A_command_that_says_too_little_or_too_much_does_nothing(string words, params string[] command)
    {
        Assert.Equal(2, await TypeAsync(command));
        Assert.StartsWith(words, Error, StringComparison.Ordinal);
        Assert.Empty(Sidecar.Jobs.Requests);
    }
}
