using System.Text;
using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

public sealed class ContainerLogSpecs
{
    // a says "one\ntwo\nthree\nfour" in three frames, cut within lines, a second apart; b talks in between.
    private static readonly byte[] Stream = SampleStream.Of(
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("start", "b"),
        SampleStream.Frame("log", "a", "one\ntw", 1),
        SampleStream.Frame("log", "b", "B\n@1 log a 3\nnot\n", 1),
        SampleStream.Frame("log", "a", "o\nthree\nfo", 2),
        SampleStream.Frame("note", "a", "a note"),
        SampleStream.Frame("log", "a", "ur", 3),
        SampleStream.Frame("exit", "a", "0", 4)
    );

    private static readonly LogQuery All = new() { Container = "a" };

    [Fact]
    public void One_containers_bytes_come_out_and_no_others()
    {
        Assert.Equal("one\ntwo\nthree\nfour", Log(All));
        Assert.Equal("B\n@1 log a 3\nnot\n", Log(All, container: "b"));
        Assert.Equal("", Log(All, container: "c"));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "four")]
    [InlineData(2, "three\nfour")]
    [InlineData(4, "one\ntwo\nthree\nfour")]
    [InlineData(1000, "one\ntwo\nthree\nfour")]
    public void Tail_is_the_last_lines(int tail, string expected) => Assert.Equal(expected, Log(All with { Tail = tail }));

    [Fact]
    public void A_last_line_with_its_newline_is_one_line()
    {
        Assert.Equal("not\n", Log(All with { Tail = 1 }, container: "b"));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "one\nt")]
    [InlineData(1000, "one\ntwo\nthree\nfour")]
    public void Limit_is_the_first_bytes(long limit, string expected) => Assert.Equal(expected, Log(All with { LimitBytes = limit }));

    [Fact]
    public void Limit_counts_after_tail() => Assert.Equal("thr", Log(All with { Tail = 2, LimitBytes = 3 }));

    [Theory]
    [InlineData(1, "one\ntwo\nthree\nfour")]
    [InlineData(1.001, "three\nfour")]
    [InlineData(2, "three\nfour")]
    [InlineData(2.5, "")]
    public void Since_keeps_lines_that_began_then_or_later(double seconds, string expected) =>
        Assert.Equal(expected, Log(All with { Since = SampleStream.Epoch.AddSeconds(seconds) }));

    [Fact]
    public void Timestamps_are_those_of_each_lines_first_byte() =>
        Assert.Equal(
            "2026-11-23T12:00:01.000000000Z two\n2026-11-23T12:00:02.000000000Z three\n2026-11-23T12:00:02.000000000Z four",
            Log(All with { Timestamps = true, Tail = 3 })
        );

    [Fact]
    public void Without_a_restart_there_is_no_previous_log() => Assert.Equal("", Log(All with { Previous = true }));

    [Fact]
    public void A_stream_that_ends_inside_a_frame_gives_what_is_there() =>
        Assert.Equal("one\ntwo\nth", Log(All, stream: Stream[..(Stream.AsSpan().IndexOf("ree\nfo"u8))]));

    [Property]
    public void Tail_and_limit_mean_the_same_wherever_frames_are_cut(string[] pieces, byte tail, byte limit)
    {
        var log = string.Concat(pieces.Select(piece => piece ?? "\n"));
        var stream = SampleStream.Of([
            SampleStream.Frame("run", "-", "r1"),
            .. pieces.Select(piece => SampleStream.Frame("log", "a", piece ?? "\n")),
        ]);
        var lines = log.Split('\n').SkipLast(log.EndsWith('\n') || log == "" ? 1 : 0).ToList();
        var bytes = Encoding.UTF8.GetBytes(log);
        var last = lines.TakeLast(tail).Sum(line => Encoding.UTF8.GetByteCount(line) + 1);
        var selected = bytes[Math.Max(0, bytes.Length - last + (log.EndsWith('\n') || last == 0 ? 0 : 1))..];

        Assert.Equal(selected.Take(limit), LogBytes(All with { Tail = tail, LimitBytes = limit }, "a", stream));
    }

    private static string Log(LogQuery query, string container = "a", byte[]? stream = null) =>
        Encoding.UTF8.GetString(LogBytes(query, container, stream ?? Stream));

    private static byte[] LogBytes(LogQuery query, string container, byte[] stream)
    {
        using var output = new MemoryStream();
        new LogReading(container, query).WriteNewAsync(new MemoryStream(stream), output, CancellationToken.None).GetAwaiter().GetResult();
        return output.ToArray();
    }
}
