using System.Text;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Containers that are started again, probed, and leave a message.</summary>
public sealed class RunFoldRestartSpecs
{
    private static readonly byte[][] Once =
    [
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a", seconds: 1),
        SampleStream.Frame("message", "a", "bad luck"),
        SampleStream.Frame("note", "a", "a probe failed"),
        SampleStream.Frame("exit", "a", "3", seconds: 2),
        SampleStream.Frame("restart", "a", "1 10000", seconds: 2),
    ];

    private static readonly EndedAttempt First = new(
        SampleStream.Epoch.AddSeconds(1),
        new(3, SampleStream.Epoch.AddSeconds(2), Stopped: false),
        "a probe failed",
        "bad luck"
    );

    [Fact]
    public void Between_two_attempts_the_ended_one_is_put_away_and_the_next_one_is_waited_for()
    {
        var run = SampleStream.View(Once).Containers["a"];

        Assert.Equal((First, new PendingRestart(1, TimeSpan.FromSeconds(10)), 0), (run.Previous, run.PendingRestart, run.RestartCount));
        Assert.Equal((null, null, null, null), (run.StartedAt, run.Exit, run.Note, run.Message));
    }

    [Fact]
    public void The_next_attempt_knows_how_many_there_were_the_one_before_and_the_first_start()
    {
        var run = SampleStream.View([.. Once, SampleStream.Frame("start", "a", seconds: 12)]).Containers["a"];

        Assert.Equal((First, null, 1), (run.Previous, run.PendingRestart, run.RestartCount));
        Assert.Equal(
            (SampleStream.Epoch.AddSeconds(12), SampleStream.Epoch.AddSeconds(1), null),
            (run.StartedAt, run.FirstStartedAt, run.Ended)
        );
    }

    [Fact]
    public void Only_the_last_attempt_before_the_newest_is_kept()
    {
        var run = SampleStream
            .View([
                .. Once,
                SampleStream.Frame("start", "a", seconds: 12),
                SampleStream.Frame("exit", "a", "4", seconds: 13),
                SampleStream.Frame("restart", "a", "2 20000", seconds: 13),
            ])
            .Containers["a"];

        Assert.Equal((4, 1, 2), (run.Previous!.Exit.Code, run.RestartCount, run.PendingRestart!.Number));
    }

    [Fact]
    public void What_could_not_be_started_is_tried_again_too()
    {
        var run = SampleStream
            .View(
                SampleStream.Frame("note", "a", "no image"),
                SampleStream.Frame("exit", "a", "128"),
                SampleStream.Frame("restart", "a", "1 10000"),
                SampleStream.Frame("note", "a", "fetching")
            )
            .Containers["a"];

        Assert.Equal((null, "no image", "fetching"), (run.Previous!.StartedAt, run.Previous.Note, run.Note));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("x 10")]
    [InlineData("0 10")]
    [InlineData("1 -10")]
    public void A_restart_that_does_not_say_which_and_when_is_none(string text) =>
        Assert.Null(
            SampleStream
                .View(SampleStream.Frame("start", "a"), SampleStream.Frame("exit", "a", "1"), SampleStream.Frame("restart", "a", text))
                .Containers["a"]
                .PendingRestart
        );

    [Fact]
    public void A_container_is_unready_until_a_probe_says_otherwise_and_again_when_it_fails()
    {
        byte[][] frames =
        [
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("unready", "a", "not probed yet"),
            SampleStream.Frame("ready", "a"),
            SampleStream.Frame("unready", "a", "connection refused"),
        ];

        Assert.Equal(
            [null, "not probed yet", null, "connection refused"],
            Enumerable.Range(1, 4).Select(count => SampleStream.View(frames[..count]).Containers["a"].Unready)
        );
        Assert.Equal(
            [false, false, true, true],
            Enumerable.Range(1, 4).Select(count => SampleStream.View(frames[..count]).Containers["a"].HasBeenReady)
        );
    }

    [Fact]
    public void The_frame_of_the_start_may_say_itself_that_a_container_is_not_ready()
    {
        byte[][] frames =
        [
            SampleStream.Frame("start", "a", "not probed yet"),
            SampleStream.Frame("ready", "a"),
            SampleStream.Frame("exit", "a", "1"),
            SampleStream.Frame("restart", "a", "1 10"),
            SampleStream.Frame("start", "a", "again"),
        ];
        Assert.Equal(
            ["not probed yet", null, null, null, "again"],
            Enumerable.Range(1, 5).Select(count => SampleStream.View(frames[..count]).Containers["a"].Unready)
        );
    }

    [Fact]
    public void A_new_attempt_is_not_unready_because_the_one_before_was() =>
        Assert.Null(
            SampleStream
                .View([
                    SampleStream.Frame("start", "a"),
                    SampleStream.Frame("unready", "a", "w"),
                    .. Once[4..],
                    SampleStream.Frame("start", "a"),
                ])
                .Containers["a"]
                .Unready
        );

    [Fact]
    public void A_message_is_kept_byte_for_byte_as_far_as_it_is_text()
    {
        Assert.Equal("two\nlines\n ", SampleStream.View(SampleStream.Frame("message", "a", "two\nlines\n ")).Containers["a"].Message);
        Assert.Equal(
            "é\uFFFD",
            SampleStream.View(SampleStream.Frame("message", "a", [.. Encoding.UTF8.GetBytes("é"), 0xFF])).Containers["a"].Message
        );
    }
}
