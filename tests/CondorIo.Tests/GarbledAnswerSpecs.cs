namespace HtcondorActors.CondorIo.Tests;

/// <summary>A tool that ends well and answers something else each time: the words about it stay, and the log shows the answer
/// once.</summary>
public sealed class GarbledAnswerSpecs : IDisposable
{
    private static readonly JobTag Tag = JobTag.Parse("tag-a");

    private readonly FakeCondor _fake = new();
    private readonly CapturedWarnings _log = new();
    private readonly Room _room;

    public GarbledAnswerSpecs() => _room = new Room(_fake.Environment, log: _log);

    public void Dispose()
    {
        _room.Dispose();
        _fake.Dispose();
    }

    private async Task<CondorFailure> LookAsync(string script)
    {
        _fake.With("condor_q", script);
        return (await _room.Scheduler.FindAsync([Tag], HistoryReach.None, default)).Failure!;
    }

    [Fact]
    public async Task Whatever_is_wrong_with_the_format_it_is_told_in_the_same_words()
    {
        string[] scripts =
        [
            "echo 'Welcome to node 17!'; echo '[]'",
            "echo \"Welcome, it is $(date +%N)\"; echo '[]'",
            "printf '[{\"ClusterId\": 1, \"Pro'",
            "printf '[{\"ClusterId\": 1, \"ProcId\": 0, \"JobSta'",
            "printf '[}]'",
            "head -c 3000 /dev/urandom | tr '[' x",
        ];
        List<CondorFailure> told = [];
        foreach (var script in scripts)
            told.Add(await LookAsync(script));
        var words = Assert.Single(told.Select(failure => failure.ToString()).Distinct());
        Assert.Equal("condor_q (exit 0): the answer is not a JSON array of job ads (the sidecar's log shows how it begins)", words);
    }

    [Fact]
    public async Task The_log_shows_how_the_answer_begins_once_until_the_tool_has_answered_well()
    {
        await LookAsync("echo 'Welcome to node 17!'; echo '[]'");
        await LookAsync("echo 'Welcome to node 18!'; echo '[]'");
        const string said = "condor_q: the answer is not a JSON array of job ads. It has 23 bytes and begins with: Welcome to node 17! []";
        Assert.Equal([said], _log.Lines);

        Assert.Null(await LookAsync("echo '[]'"));
        await LookAsync("echo 'Welcome to node 19!'; echo '[]'");
        Assert.Contains("node 19", _log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Theory]
    [InlineData("echo 'Submitting job(s).'; date +%N", "the answer is not a list of job ids")]
    [InlineData("echo '7.0 - 7.4'", "the answer has more job ids than there were jobs")]
    [InlineData("true", "the answer has fewer job ids than there were jobs")]
    public async Task An_answer_of_condor_submit_that_is_no_list_of_ids_is_told_without_its_text(string script, string words)
    {
        _fake.With("condor_submit", script).With("condor_q", "exit 0");
        var failure = (await _room.Scheduler.SubmitAsync([Jobs.Plain with { Tag = Tag }], default)).Single().Failure!;
        Assert.Equal((CondorFailureKind.Unreadable, words + " (the sidecar's log shows how it begins)"), (failure.Kind, failure.Words));
    }

    [Fact]
    public async Task A_number_in_an_ad_that_is_another_at_each_look_is_left_out_of_the_words()
    {
        _fake.With(
            "condor_q",
            """
            echo '[{"ClusterId": 1, "ProcId": 0, "InterLinkTag": "tag-a", "JobStatus": 9'"$(date +%N)}]"
            """
        );
        var (first, second) = (await OddAsync(), await OddAsync());
        Assert.NotEqual(first.Words, second.Words);
        Assert.Equal("job 1.0 of tag-a: JobStatus cannot be read (the sidecar's log shows it)", second.ToFailure().Words);
        Assert.Equal(first.ToFailure(), second.ToFailure());

        async Task<UnreadableJob> OddAsync() => (await _room.Scheduler.FindAsync([Tag], HistoryReach.None, default)).Unreadable.Single();
    }
}
