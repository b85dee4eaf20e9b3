using System.Text;
using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Logs of a container that was started again: which attempt's, and for how long.</summary>
public sealed class LogAttemptSpecs
{
    private static readonly LogQuery Newest = new() { Container = "a" };
    private static readonly LogQuery Previous = Newest with { Previous = true };

    private static readonly byte[][] Frames =
    [
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", "first\n"),
        SampleStream.Frame("log", "b", "other\n"),
        SampleStream.Frame("exit", "a", "1"),
        SampleStream.Frame("restart", "a", "1 10"),
        SampleStream.Frame("unready", "a", "words"),
        SampleStream.Frame("restart", "b", "1 10"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", "second\n2\n"),
        SampleStream.Frame("exit", "a", "1"),
        SampleStream.Frame("restart", "a", "2 20"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", "third\n3\n3"),
    ];

    [Theory]
    [InlineData(4, "first\n", "")]
    [InlineData(6, "first\n", "first\n")]
    [InlineData(8, "first\n", "first\n")]
    [InlineData(9, "", "first\n")]
    [InlineData(10, "second\n2\n", "first\n")]
    [InlineData(12, "second\n2\n", "second\n2\n")]
    [InlineData(14, "third\n3\n3", "second\n2\n")]
    public void The_newest_attempt_is_the_last_that_was_started_and_the_previous_one_the_last_that_a_restart_followed(
        int frames,
        string newest,
        string previous
    )
    {
        Assert.Equal(newest, Log(Newest, frames));
        Assert.Equal(previous, Log(Previous, frames));
    }

    [Fact]
    public void Lines_of_other_attempts_are_not_counted()
    {
        Assert.Equal("3\n3", Log(Newest with { Tail = 2 }, 14));
        Assert.Equal("2\n", Log(Previous with { Tail = 1 }, 14));
        Assert.Equal("third\n3\n3", Log(Newest with { Tail = 100 }, 14));
    }

    [Fact]
    public void Following_ends_with_the_attempt_and_does_not_go_on_to_the_next()
    {
        var reading = new LogReading("a", Newest);
        using var log = new MemoryStream();
        Read(reading, SampleStream.Of(Frames[..3]), log);
        Assert.False(reading.Ended);
        Read(reading, SampleStream.Of(Frames), log);
        Assert.Equal("first\n", Encoding.UTF8.GetString(log.ToArray()));
        Assert.True(reading.Ended);
    }

    [Fact]
    public void Following_the_newest_attempt_waits_while_it_runs_and_the_previous_one_is_over()
    {
        var (newest, previous) = (new LogReading("a", Newest), new LogReading("a", Previous));
        using var log = new MemoryStream();
        Read(newest, SampleStream.Of(Frames), log);
        Read(previous, SampleStream.Of(Frames), log);
        Assert.Equal((false, true), (newest.Ended, previous.Ended));
    }

    [Fact]
    public void A_job_that_runs_again_begins_with_its_first_attempt()
    {
        var reading = new LogReading("a", Newest);
        using var log = new MemoryStream();
        Read(reading, SampleStream.Of([.. Frames, SampleStream.Frame("exit", "a", "143 Stopped")]), log);
        Read(
            reading,
            SampleStream.Of(
                SampleStream.Frame("run", "-", "r2"),
                SampleStream.Frame("start", "a"),
                SampleStream.Frame("log", "a", "\nanew"),
                SampleStream.Frame("exit", "a", "0")
            ),
            log
        );
        Assert.Equal("third\n3\n3\nanew", Encoding.UTF8.GetString(log.ToArray()));
        Assert.True(reading.Ended);
    }

    [Property]
    public void Wherever_the_stream_ends_at_a_reading_only_bytes_of_the_attempt_come_each_once(ushort[] cuts)
    {
        var whole = SampleStream.Of(Frames);
        var reading = new LogReading("a", Newest);
        using var log = new MemoryStream();
        foreach (var cut in cuts.Select(cut => cut % whole.Length).Order().Append(whole.Length))
            Read(reading, whole[..cut], log);
        Assert.Contains(Encoding.UTF8.GetString(log.ToArray()), (string[])["first\n", "second\n2\n", "third\n3\n3"]);
    }

    private static string Log(LogQuery query, int frames)
    {
        using var log = new MemoryStream();
        Read(new LogReading("a", query), SampleStream.Of(Frames[..frames]), log);
        return Encoding.UTF8.GetString(log.ToArray());
    }

    private static void Read(LogReading reading, byte[] stream, MemoryStream log) =>
        reading.WriteNewAsync(new MemoryStream(stream), log, CancellationToken.None).GetAwaiter().GetResult();
}
