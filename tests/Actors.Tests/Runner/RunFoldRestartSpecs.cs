using System.Text;
using HtcondorActors.Actors.Runner;

namespace HtcondorActors.Actors.Tests.Runner;

/// <summary>Containers that are started again, probed, and leave a message.</summary>
public sealed class RunFoldRestartSpecs
{
    private static readonly byte[][] Once =
    [
        Streams.Frame("run", "-", "r1"), Streams.Frame("start", "a", seconds: 1), Streams.Frame("message", "a", "bad luck"), Streams.Frame("note", "a", "a probe failed"),
        Streams.Frame("exit", "a", "3", seconds: 2), Streams.Frame("restart", "a", "1 10000", seconds: 2),
    ];

    private static readonly EndedAttempt First = new(Streams.Epoch.AddSeconds(1), new(3, Streams.Epoch.AddSeconds(2), Stopped: false), "a probe failed", "bad luck");

    [Fact]
    public void Between_two_attempts_the_ended_one_is_put_away_and_the_next_one_is_waited_for()
    {
        var run = Streams.View(Once).Containers["a"];

        Assert.Equal((First, new AwaitedRestart(1, TimeSpan.FromSeconds(10)), 0), (run.Previous, run.Awaited, run.RestartCount));
        Assert.Equal((null, null, null, null), (run.StartedAt, run.Exit, run.Note, run.Message));
    }

    [Fact]
    public void The_next_attempt_knows_how_many_there_were_the_one_before_and_the_first_start()
    {
        var run = Streams.View([.. Once, Streams.Frame("start", "a", seconds: 12)]).Containers["a"];

        Assert.Equal((First, null, 1), (run.Previous, run.Awaited, run.RestartCount));
        Assert.Equal((Streams.Epoch.AddSeconds(12), Streams.Epoch.AddSeconds(1), null), (run.StartedAt, run.FirstStartedAt, run.Ended));
    }

    [Fact]
    public void Only_the_last_attempt_before_the_newest_is_kept()
    {
        var run = Streams.View([.. Once, Streams.Frame("start", "a", seconds: 12), Streams.Frame("exit", "a", "4", seconds: 13), Streams.Frame("restart", "a", "2 20000", seconds: 13)]).Containers["a"];

        Assert.Equal((4, 1, 2), (run.Previous!.Exit.Code, run.RestartCount, run.Awaited!.Number));
    }

    [Fact]
    public void What_could_not_be_started_is_tried_again_too()
    {
        var run = Streams.View(Streams.Frame("note", "a", "no image"), Streams.Frame("exit", "a", "128"), Streams.Frame("restart", "a", "1 10000"), Streams.Frame("note", "a", "fetching")).Containers["a"];

        Assert.Equal((null, "no image", "fetching"), (run.Previous!.StartedAt, run.Previous.Note, run.Note));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("x 10")]
    [InlineData("0 10")]
    [InlineData("1 -10")]
    public void A_restart_that_does_not_say_which_and_when_is_none(string text) =>
        Assert.Null(Streams.View(Streams.Frame("start", "a"), Streams.Frame("exit", "a", "1"), Streams.Frame("restart", "a", text)).Containers["a"].Awaited);

    [Fact]
    public void A_container_is_unready_until_a_probe_says_otherwise_and_again_when_it_fails()
    {
        byte[][] frames = [Streams.Frame("start", "a"), Streams.Frame("unready", "a", "not probed yet"), Streams.Frame("ready", "a"), Streams.Frame("unready", "a", "connection refused")];

        Assert.Equal([null, "not probed yet", null, "connection refused"], Enumerable.Range(1, 4).Select(count => Streams.View(frames[..count]).Containers["a"].Unready));
        Assert.Equal([false, false, true, true], Enumerable.Range(1, 4).Select(count => Streams.View(frames[..count]).Containers["a"].HasBeenReady));
    }

    [Fact]
    public void The_frame_of_the_start_may_say_itself_that_a_container_is_not_ready()
    {
        byte[][] frames = [Streams.Frame("start", "a", "not probed yet"), Streams.Frame("ready", "a"), Streams.Frame("exit", "a", "1"), Streams.Frame("restart", "a", "1 10"), Streams.Frame("start", "a", "again")];
        Assert.Equal(["not probed yet", null, null, null, "again"], Enumerable.Range(1, 5).Select(count => Streams.View(frames[..count]).Containers["a"].Unready));
    }

    [Fact]
    public void A_new_attempt_is_not_unready_because_the_one_before_was() =>
        Assert.Null(Streams.View([Streams.Frame("start", "a"), Streams.Frame("unready", "a", "w"), .. Once[4..], Streams.Frame("start", "a")]).Containers["a"].Unready);

    [Fact]
    public void A_message_is_kept_byte_for_byte_as_far_as_it_is_text()
    {
        Assert.Equal("two\nlines\n ", Streams.View(Streams.Frame("message", "a", "two\nlines\n ")).Containers["a"].Message);
        Assert.Equal("é\uFFFD", Streams.View(Streams.Frame("message", "a", [.. Encoding.UTF8.GetBytes("é"), 0xFF])).Containers["a"].Message);
    }
}
