namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the answers of <c>condor_transfer_data</c>, good and bad, without a pool.</summary>
public sealed class OutputFetchSpecs : CondorCliTestBed
{
    [Fact]
    public async Task While_the_schedd_is_away_output_is_not_fetched_job_by_job()
    {
        Fake.With("condor_qedit", "exit 1").With("condor_transfer_data", "exit 1").Replay("condor_q", "q-schedd-down");

        var results = await Scheduler(options => options with { ScheddHost = "s@far" })
            .FetchOutputAsync([.. Enumerable.Range(0, 100).Select(i => (JobTag.Parse($"tag-{i}"), new JobId(i, 0)))], default);

        Assert.All(results, result => Assert.Equal("condor_transfer_data", result.Failure?.Program));
        Assert.Single(Fake.Calls("condor_transfer_data"));
    }

    [Theory]
    [InlineData("printf hal > \"$INCOMING/job.stdout\"; exit 1", "all of it\n")]
    [InlineData("exit 0", "all of it\n")]
    [InlineData("printf all > \"$INCOMING/job.stdout\"", "all of it\n", true)]
    [InlineData(": > \"$INCOMING/job.stdout\"", "all of it\n")]
    [InlineData("printf 'no error now' > \"$INCOMING/job.stderr\"", "all of it\n")]
    [InlineData("printf 'all of it\\nand more\\n' > \"$INCOMING/job.stdout\"", "all of it\nand more\n")]
    public async Task What_was_fetched_before_stays_until_more_has_come_as_a_whole(string transfer, string expected, bool isTorn = false)
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [], default));
        await File.WriteAllTextAsync(Path.Combine(room.FolderOf(Tag), "job.stdout"), "all of it\n");
        Fake.With("condor_qedit", "exit 0")
            .Replay("condor_q", "q-schedd-down")
            .With("condor_transfer_data", $"INCOMING='{room.FolderOf(Tag)}/incoming'\n{transfer}");

        var result = Assert.Single(await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default));

        Assert.Equal(expected, room.ReadOutput(Tag));
        Assert.Equal(isTorn, result.Failure?.ToString().Contains("it is not whole", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_fetch_that_comes_after_a_jobs_files_were_removed_leaves_its_log_alone_there()
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [new JobFile("plan", new byte[] { 1 })], default));
        await File.WriteAllTextAsync(Path.Combine(room.FolderOf(Tag), "job.stdout"), "all of it\n");
        Assert.Null(await room.Folders.RemoveInputAsync(Tag, default));
        Fake.With("condor_qedit", "exit 0").With("condor_transfer_data", "exit 0");

        await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default);

        Assert.Equal(["job.stdout"], Directory.GetFileSystemEntries(room.FolderOf(Tag)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_was_fetched_of_an_earlier_run_stays_beside_that_of_a_later_one()
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [], default));
        Fake.With("condor_qedit", "exit 0").Replay("condor_q", "q-schedd-down");
        foreach (var brought in (string[])["run 1", "run 1, more", "", "run 2", "run 2, more", "run 3"])
        {
            Fake.With("condor_transfer_data", $"printf '{brought}' > '{room.FolderOf(Tag)}/incoming/job.stdout'");
            await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default);
        }

        Assert.Equal(
            ["run 3", "run 2, more", "run 1, more", null],
            Enumerable.Range(0, 4).Select(before => room.Output.OpenRead(Tag, before) is { } run ? new StreamReader(run).ReadToEnd() : null)
        );
    }
}
