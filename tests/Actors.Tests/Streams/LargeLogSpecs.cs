using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>What large logs cost, counted in bytes, not in time.</summary>
public sealed class LargeLogSpecs
{
    private const long MiB = 1 << 20;
    private static readonly LogQuery All = new() { Container = "a" };

    [Theory]
    [InlineData(1, 64)]
    [InlineData(10, 640)]
    [InlineData(20_000, 1_280_000)]
    public async Task A_tail_of_a_gibibyte_is_read_from_its_end(int tail, int expected)
    {
        var log = new LargeLog(1024);
        using var given = new MemoryStream();
        await new LogReading("a", All with { Tail = tail }).WriteNewAsync(log, given, CancellationToken.None);
        Assert.Equal(expected, given.Length);
        Assert.True(log.BytesRead < 12 * MiB, $"{log.BytesRead} bytes read");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_does_not_grow_with_the_log(bool timestamps)
    {
        var (small, large) = (await AllocatedAsync(16, timestamps), await AllocatedAsync(1024, timestamps));
        // A list and some records per block of 64 KiB; nothing per line, and none of it is kept.
        Assert.True(large - small < 1008 * 16 * 500, $"{small} bytes allocated for 16 MiB, {large} for 1 GiB");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(19_000)]
    public async Task A_log_of_many_short_frames_is_written_in_few_writes(int? tail)
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => $"line {i}\n").ToArray();
        var stream = SampleStream.Of([
            SampleStream.Frame("run", "-", "r1"),
            SampleStream.Frame("start", "a"),
            .. lines.SelectMany(line => new[] { SampleStream.Frame("log", "a", line), SampleStream.Frame("log", "b", "other\n") }),
        ]);
        using var given = new CountedSink();
        await new LogReading("a", All with { Tail = tail }).WriteNewAsync(new MemoryStream(stream), given, CancellationToken.None);

        Assert.Equal(string.Concat(lines[^(tail ?? lines.Length)..]), Encoding.ASCII.GetString(given.ToArray()));
        Assert.InRange(given.Writes, 1, stream.Length / 16_384);
    }

    [Fact]
    public void The_places_that_are_kept_of_a_log_are_bounded_and_spread_over_all_of_it()
    {
        var marks = new LogMarks(0);
        for (var place = 1; place <= 1_000_000; place++)
            marks.Add(place);
        Assert.InRange(marks.Places.Count, 512, 1024);
        Assert.Equal(marks.Places.Order(), marks.Places);
        Assert.True(marks.Places.Zip(marks.Places.Skip(1), (one, next) => next - one).Max() <= 2048);
        Assert.InRange(1_000_000 - marks.Places[^1], 0, 2048);
    }

    private sealed class CountedSink : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }

    private static async Task<long> AllocatedAsync(int frames, bool timestamps)
    {
        var log = new LargeLog(frames);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await new LogReading("a", All with { Timestamps = timestamps }).WriteNewAsync(log, Stream.Null, CancellationToken.None);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
