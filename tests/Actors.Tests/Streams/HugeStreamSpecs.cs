using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Streams that no runner writes, of five gigabytes: what they cost does not depend on their length.</summary>
public sealed class HugeStreamSpecs
{
    private const long FiveGiB = 5L << 30;
    private const long GivesUpWithin = FrameParser.GarbageAtMost + (1 << 18);

    private static readonly byte[] Begin = SampleStream.Of(
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", "hello\n")
    );

    public static TheoryData<byte[]> Garbage =>
        [
            new byte[4096],
            "\n"u8.ToArray(),
            "@1 no frame\n"u8.ToArray(),
            "@1795435200000 log a"u8.ToArray(),
            "@1 log a 4611686018427387904\nx\n"u8.ToArray(),
            "@1 log a -7\n"u8.ToArray(),
            "@1 note - 3\nab\n"u8.ToArray(),
            [.. "@1 note - 65536\n"u8, .. new byte[65535], .. "\n+"u8],
        ];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task What_is_no_frame_is_given_up_after_a_while_and_what_was_said_before_stays(byte[] garbage)
    {
        var (stream, follower) = (new HugeStream(Begin, garbage, FiveGiB), new RunFollower());

        var view = await follower.ReadAsync(stream, CancellationToken.None);

        Assert.True(follower.HasGivenUp);
        Assert.Equal(("r1", "a"), (view.RunId, Assert.Single(view.Containers).Key));
        Assert.InRange(stream.Given, FrameParser.GarbageAtMost, GivesUpWithin);

        var before = stream.Given;
        Assert.Same(view, await follower.ReadAsync(stream, CancellationToken.None));
        Assert.InRange(stream.Given, before, before + 1024);
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task A_log_in_front_of_it_is_read_and_its_follower_ends(byte[] garbage)
    {
        var (stream, log) = (new HugeStream(Begin, garbage, FiveGiB), new MemoryStream());
        var reading = new LogReading("a", new LogQuery { Container = "a", Follow = true });

        await reading.WriteNewAsync(stream, log, CancellationToken.None);

        Assert.Equal(("hello\n", true), (Encoding.UTF8.GetString(log.ToArray()), reading.Ended));
        Assert.InRange(stream.Given, 0, 3 * GivesUpWithin);
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task A_stream_that_does_not_begin_with_a_run_is_no_log(byte[] garbage)
    {
        var (stream, log) = (new HugeStream([], garbage, FiveGiB), new MemoryStream());

        await new LogReading("a", new LogQuery { Container = "a", Tail = 10 }).WriteNewAsync(stream, log, CancellationToken.None);

        Assert.Equal(0, log.Length);
        Assert.InRange(stream.Given, 0, 2 << 20);
    }

    [Fact]
    public async Task A_log_frame_that_is_longer_than_any_disk_is_skipped_by_its_length()
    {
        var (stream, follower) = (
            new HugeStream([.. Begin, .. "@1 log a 999999999999999\n"u8], new byte[4096], FiveGiB),
            new RunFollower()
        );

        await follower.ReadAsync(stream, CancellationToken.None);

        Assert.False(follower.HasGivenUp);
        Assert.InRange(stream.Given, 0, 1 << 20);
    }

    [Fact]
    public async Task A_power_cut_that_left_zeros_costs_nothing_that_comes_after_them()
    {
        byte[] stream = [.. Begin, .. new byte[1 << 20], (byte)'\n', .. SampleStream.Frame("exit", "a", "3")];

        var view = await new RunFollower().ReadAsync(new MemoryStream(stream), CancellationToken.None);

        Assert.Equal(3, view.Containers["a"].Exit?.Code);
    }

    [Fact]
    public async Task A_stream_of_nothing_but_short_frames_is_read_in_goes_and_says_the_same()
    {
        var (frames, length) = (
            SampleStream.Of(
                SampleStream.Frame("note", "-", "n"),
                SampleStream.Frame("ready", "a"),
                SampleStream.Frame("unready", "a", "no")
            ),
            20L << 20
        );
        length -= (length - Begin.Length) % frames.Length;
        var (stream, follower, goes) = (new HugeStream(Begin, frames, length), new RunFollower(), 0);
        do
        {
            var before = stream.Given;
            await follower.ReadAsync(stream, CancellationToken.None, new ReadBudget(ReadBudget.PerPass));
            Assert.InRange(stream.Given - before, 0, ReadBudget.PerPass + (1 << 17));
            goes++;
        } while (follower.HasMore);

        Assert.InRange(goes, 5, 7);
        var atOnce = await new RunFollower().ReadAsync(stream, CancellationToken.None);
        Assert.Equal((atOnce.Note, atOnce.Containers["a"], length), (follower.View.Note, follower.View.Containers["a"], follower.Position));
    }

    [Fact]
    public async Task Names_and_texts_of_a_stream_do_not_fill_the_memory()
    {
        using var stream = new MemoryStream();
        for (var i = 0; i < 10_000; i++)
            stream.Write(SampleStream.Frame("note", $"c{i}", new string('x', 6000)));
        stream.Write(SampleStream.Frame("start", "c7"));

        var view = await new RunFollower().ReadAsync(stream, CancellationToken.None);

        Assert.Equal((RunFold.ContainersAtMost, RunFold.LongestText), (view.Containers.Count, view.Containers["c8"].Note!.Length));
        Assert.NotNull(view.Containers["c7"].StartedAt);
    }
}
