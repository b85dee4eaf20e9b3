using System.Text;
using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>A log that is read on while it grows.</summary>
public sealed class LogReadingSpecs
{
    private static readonly byte[] Whole = SampleStream.Of(
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", "one\ntw", 1),
        SampleStream.Frame("log", "b", "B\n", 1),
        SampleStream.Frame("log", "a", "o\nthree\n", 2),
        SampleStream.Frame("exit", "a", "0", 4)
    );

    [Property]
    public void Wherever_the_stream_ends_at_a_reading_each_byte_comes_once(ushort[] cuts)
    {
        var reading = new LogReading("a", new LogQuery { Container = "a" });
        using var log = new MemoryStream();
        foreach (var cut in cuts.Select(cut => cut % Whole.Length).Order().Append(Whole.Length))
            Read(reading, Whole[..cut], log);
        Assert.Equal("one\ntwo\nthree\n", Encoding.UTF8.GetString(log.ToArray()));
        Assert.True(reading.Ended);
    }

    [Fact]
    public void The_tail_is_taken_of_what_is_there_at_first_and_everything_later_follows()
    {
        var reading = new LogReading("a", new LogQuery { Container = "a", Tail = 1 });
        using var log = new MemoryStream();
        var first = SampleStream.Of(SampleStream.Frame("run", "-", "r1"), SampleStream.Frame("log", "a", "one\ntwo\n", 1));
        Read(reading, first, log);
        Read(reading, [.. first, .. SampleStream.Of(SampleStream.Frame("log", "a", "three\nfour\n", 2))], log);
        Assert.Equal("two\nthree\nfour\n", Encoding.UTF8.GetString(log.ToArray()));
    }

    [Fact]
    public void A_job_that_runs_again_is_read_on_and_a_stop_is_no_end()
    {
        var reading = new LogReading("a", new LogQuery { Container = "a" });
        using var log = new MemoryStream();
        Read(
            reading,
            SampleStream.Of(
                SampleStream.Frame("run", "-", "r1"),
                SampleStream.Frame("log", "a", "first\n", 1),
                SampleStream.Frame("exit", "a", "143 Stopped", 2)
            ),
            log
        );
        Assert.False(reading.Ended);
        Read(reading, [], log); // truncated, not written yet
        Read(
            reading,
            SampleStream.Of(
                SampleStream.Frame("run", "-", "r2"),
                SampleStream.Frame("log", "a", "second\n", 3),
                SampleStream.Frame("exit", "a", "0", 4)
            ),
            log
        );
        Assert.Equal("first\nsecond\n", Encoding.UTF8.GetString(log.ToArray()));
        Assert.True(reading.Ended);
    }

    private static void Read(LogReading reading, byte[] stream, MemoryStream log) =>
        reading.WriteNewAsync(new MemoryStream(stream), log, CancellationToken.None).GetAwaiter().GetResult();
}
