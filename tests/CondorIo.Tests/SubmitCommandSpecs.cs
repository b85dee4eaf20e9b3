using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class SubmitCommandSpecs(CondorPool pool)
{
    [Theory]
    [InlineData("accounting_group", "grp.a")]
    [InlineData("+ProjectName", "\"x\"")]
    [InlineData("MY.WantIOProxy", "true")]
    [InlineData("+ProjectName", "\"interlink\"")]
    [InlineData("require_gpus", "Capability >= 8.0")]
    [InlineData("request_Fpgas", "2")]
    [InlineData("requirements", "(TARGET.Site == \"a)\")")]
    [InlineData("environment", "\"A=$(folder)\"")]
    public void An_administrators_command_is_one_line_under_a_name_that_is_free(string name, string value) =>
        Assert.Null(SubmitCommand.FaultOf(name, value));

    [Theory]
    [InlineData("executable")]
    [InlineData("Executable")]
    [InlineData("+Cmd")]
    [InlineData("hold")]
    [InlineData("leave_in_queue")]
    [InlineData("LeaveJobInQueue")]
    [InlineData("+LeaveJobInQueue")]
    [InlineData("my.leavejobinqueue")]
    [InlineData("periodic_remove")]
    [InlineData("request_GPUs")]
    [InlineData("+InterLinkGo")]
    [InlineData("MY.InterLinkPodUid")]
    [InlineData("+Requirements")]
    [InlineData("queue")]
    [InlineData("include")]
    [InlineData("folder")]
    [InlineData("arg0")]
    [InlineData("IN12")]
    public void What_every_job_has_cannot_be_set_again(string name) =>
        Assert.Equal("a command that the sidecar sets itself", SubmitCommand.FaultOf(name, "1"));

    [Theory]
    [InlineData("", "1")]
    [InlineData("a b", "1")]
    [InlineData("a=b\nqueue", "1")]
    [InlineData("+", "1")]
    [InlineData("++a", "1")]
    [InlineData("rank", "")]
    [InlineData("rank", " ")]
    [InlineData("rank", "1\nqueue 100")]
    [InlineData("rank", "1\rqueue 100")]
    [InlineData("rank", "1 \\")]
    [InlineData("rank", "1 \\ ")]
    [InlineData("requirements", "true) || (true")]
    public void What_would_not_stay_in_its_line_is_refused_before_anything_is_written(string name, string value)
    {
        Assert.NotNull(SubmitCommand.FaultOf(name, value));
        Assert.StartsWith(
            "a submit command is ",
            SubmitFile.FaultOf(Jobs.Plain with { Commands = [new(name, value)] }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_command_is_given_once() =>
        Assert.Equal(
            "a submit command is given twice",
            SubmitFile.FaultOf(Jobs.Plain with { Commands = [new("rank", "1"), new("Rank", "2")] })
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HTCondor_reads_the_commands_of_a_job_beside_those_that_every_job_has(bool spooled)
    {
        var job = Jobs.Plain with
        {
            Gpus = 1,
            Commands =
            [
                new("accounting_group", "grp.a"),
                new("priority", "-5"),
                new("concurrency_limits", "lic:2,group.x:1.5,foo"),
                new("rank", "Memory * 2"),
                new("require_gpus", "Capability >= 8.0"),
                new("request_Fpgas", "2"),
                new("+MaxWallTimeMins", "90"),
                new("requirements", "( Site == \"a\" )"),
            ],
        };

        var ad = Assert.Single(pool.DryRun([job], spooled ? Jobs.Options with { ScheddHost = "schedd@pool.test" } : Jobs.Options));

        Assert.Equal(
            ("\"grp.a\"", "-5", "\"foo,group.x:1.5,lic:2\"", "Memory * 2", "Capability >= 8.0", "2", "90"),
            (
                ad["AcctGroup"],
                ad["JobPrio"],
                ad["ConcurrencyLimits"],
                ad["Rank"],
                ad["RequireGPUs"],
                ad["RequestFpgas"],
                ad["MaxWallTimeMins"]
            )
        );
        Assert.StartsWith(
            (spooled ? "((MY.InterLinkGo =?= true) && ((Site == \"a\")) && " : "(((Site == \"a\")) && ")
                + "(stringListIMember(TARGET.Machine,MY.InterLinkAvoid) =!= true || time() > MY.InterLinkAvoidUntil)) && ",
            ad["Requirements"],
            StringComparison.Ordinal
        );
        Assert.Equal("JobStatus == 4", ad["LeaveJobInQueue"]);
    }

    [Theory]
    [InlineData("batch_name", "site", "description", "site")]
    [InlineData("+JobBatchName", "\"site\"", "+JobDescription", "\"site\"")]
    [InlineData("MY.JobBatchName", "\"site\"", "MY.JobDescription", "\"site\"")]
    public void A_name_that_the_administrator_gives_wins_over_the_pod_s(string batch, string batchName, string description, string words)
    {
        var job = Jobs.Plain with
        {
            BatchName = "default/train",
            Description = "default/train-0",
            Commands = [new(batch, batchName), new(description, words)],
        };
        var ad = Assert.Single(pool.DryRun([job], Jobs.Options));
        Assert.Equal(("\"site\"", "\"site\""), (ad["JobBatchName"], ad["JobDescription"]));
    }

    [Fact]
    public void Jobs_of_different_commands_are_of_different_shapes()
    {
        var one = Jobs.Plain with { Commands = [new("priority", "1")] };
        Assert.Equal(SubmitShape.Of(one), SubmitShape.Of(one with { Tag = JobTag.Parse("other"), Commands = [new("priority", "1")] }));
        Assert.NotEqual(SubmitShape.Of(one), SubmitShape.Of(one with { Commands = [new("priority", "2")] }));
        Assert.NotEqual(SubmitShape.Of(one), SubmitShape.Of(Jobs.Plain));
    }

    [Fact]
    public void A_preview_is_the_submit_file_itself_or_the_fault_that_keeps_it_from_being_written()
    {
        Assert.Equal(
            (SubmitFile.Write([Jobs.Plain], _ => "/tmp/jobs/tag", Jobs.Options), null),
            SubmitPreview.Of(Jobs.Plain, Jobs.Options)
        );
        Assert.Equal((null, "less than one cpu is asked for"), SubmitPreview.Of(Jobs.Plain with { Cpus = 0 }, Jobs.Options));
        Assert.Equal("/tmp/programs/runner.sh", SubmitPreview.ProgramPath(Jobs.Options, "runner.sh"));
    }
}
