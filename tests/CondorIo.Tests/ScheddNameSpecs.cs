namespace HtcondorActors.CondorIo.Tests;

/// <summary>A schedd's name, and how an answer shows it, without a pool.</summary>
public sealed class ScheddNameSpecs : CondorCliTestBed
{
    private const string Ours = "schedd@here";
    private const string NoJob = "true";

    private static string Job(string globalId) =>
        "echo '[{\"ClusterId\": 1, \"ProcId\": 0, \"JobStatus\": 1, \"InterLinkTag\": \"tag-a\", \"InterLinkInstance\": \"me\", "
        + $"\"GlobalJobId\": \"{globalId}\"}}]'";

    private static string Says(string name) => $"echo '[{{\"Name\": \"{name}\"}}]'";

    [Theory]
    [InlineData("schedd@here", true)]
    [InlineData("here.example.org", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("a#b", false)]
    [InlineData("a\nb", false)]
    public void A_name_is_one_visible_word(string text, bool isName) => Assert.Equal(isName, ScheddName.TryParse(text, out _));

    [Fact]
    public void The_global_id_of_a_job_begins_with_the_name_of_its_schedd_in_any_case_of_letters()
    {
        var name = ScheddName.OfJob("Schedd@Here#1.0#1700000000");
        Assert.Equal(ScheddName.Parse(Ours), name);
        Assert.True(name!.Made("schedd@here#2.0#1"));
        Assert.False(name.Made("schedd@here2#2.0#1"));
        Assert.False(name.Made("schedd@here"));
        Assert.Null(ScheddName.OfJob("no id"));
        Assert.Null(ScheddName.OfJob(null));
    }

    [Fact]
    public async Task A_look_that_finds_nothing_asks_the_schedd_for_its_name_after_the_queue()
    {
        Fake.With("condor_q", $"{NoJob}; date +%s%N > $FAKE_CONDOR/asked-queue")
            .With("condor_status", $"[ -e $FAKE_CONDOR/asked-queue ] && {Says(Ours)}");

        var found = await Scheduler().FindAsync([Tag], HistoryReach.None, default);

        Assert.Equal(Ours, found.Schedd?.Value);
        Assert.Equal(["-schedd", "-direct", "", "-json", "-attributes", "Name"], Assert.Single(Fake.Calls("condor_status")));
    }

    [Fact]
    public async Task A_remote_schedd_is_asked_by_the_name_that_the_other_tools_use()
    {
        Fake.With("condor_status", Says("schedd@there.example.org"));

        var answer = await Scheduler(o => o with { ScheddHost = "schedd@there", CollectorHost = "pool" }).ScheddAsync(default);

        Assert.Equal("schedd@there.example.org", answer.Name?.Value);
        Assert.Equal(["-pool", "pool", "-schedd", "-direct", "schedd@there"], Assert.Single(Fake.Calls("condor_status"))[..5]);
    }

    [Fact]
    public async Task A_job_that_shows_the_known_name_spares_the_question()
    {
        Fake.With("condor_q", Job($"{Ours}#1.0#1")).With("condor_status", Says(Ours));
        var scheduler = Scheduler(o => o with { Instance = "me", InstanceId = "" });
        Assert.Null((await scheduler.ListAsync(default)).Schedd);

        await scheduler.ScheddAsync(default);

        Assert.Equal(Ours, (await scheduler.ListAsync(default)).Schedd?.Value);
        Assert.Equal(Ours, (await scheduler.FindAsync([Tag], HistoryReach.None, default)).Schedd?.Value);
        Assert.Single(Fake.Calls("condor_status"));
    }

    [Fact]
    public async Task A_queue_that_belongs_to_another_schedd_by_now_is_named_by_that_schedd()
    {
        Fake.With("condor_q", NoJob).With("condor_status", Says(Ours));
        var scheduler = Scheduler();
        await scheduler.ScheddAsync(default);
        Fake.With("condor_status", Says("other@here"));

        Assert.Equal("other@here", (await scheduler.FindAsync([Tag], HistoryReach.None, default)).Schedd?.Value);
        Assert.Null((await scheduler.ListAsync(default)).Schedd);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo '[]'")]
    [InlineData("echo '[{}]'")]
    [InlineData("echo '[{\"Name\": 3}]'")]
    [InlineData("echo '[{\"Name\": \"two words\"}]'")]
    [InlineData("echo '[{\"Name\": \"a\"},{\"Name\": \"b\"}]'")]
    [InlineData("echo Segmentation fault")]
    public async Task A_schedd_that_does_not_say_its_name_gives_an_answer_without_a_name(string script)
    {
        Fake.With("condor_q", NoJob).With("condor_status", script);

        var found = await Scheduler().FindAsync([Tag], HistoryReach.None, default);

        Assert.Null(found.Failure);
        Assert.Null(found.Schedd);
        Assert.NotNull((await Scheduler().ScheddAsync(default)).Failure);
    }
}
