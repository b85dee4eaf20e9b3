using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Every combination of options on every kind of log, against a naive kubelet.</summary>
public sealed class LogOptionSpecs
{
    private static readonly int?[] Tails = [null, 0, 1, 2, 3, 1000];
    private static readonly long?[] Limits = [null, 0, 1, 5, 31, 33, 1_000_000];
    private static readonly DateTimeOffset?[] Times =
    [
        null,
        SampleStream.Epoch,
        SampleStream.Epoch.AddSeconds(5),
        SampleStream.Epoch.AddSeconds(10),
        SampleStream.Epoch.AddSeconds(20.001),
        SampleStream.Epoch.AddSeconds(60),
    ];

    public static TheoryData<string> Logs => [.. KubeletLog.Examples(SampleStream.Epoch).Select(log => log.Name)];

    [Theory, MemberData(nameof(Logs))]
    public async Task Any_options_together_select_what_a_kubelet_selects(string name)
    {
        var log = KubeletLog.Examples(SampleStream.Epoch).Single(log => log.Name == name);
        var stream = log.Stream();
        foreach (var query in Queries())
        {
            using var given = new MemoryStream();
            await new LogReading("a", query).WriteNewAsync(new MemoryStream(stream), given, CancellationToken.None);
            Assert.True(
                log.Answer(query.Tail, query.LimitBytes, query.Timestamps, query.Since, query.Previous)
                    .AsSpan()
                    .SequenceEqual(given.ToArray()),
                $"{query}: {Text(given)}"
            );
        }
    }

    [Fact]
    public async Task The_last_lines_are_found_in_whatever_many_frames_they_lie()
    {
        var random = new Random(7);
        var writes = Enumerable
            .Range(0, 6000)
            .Select(i =>
                ((double)i, Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(3) == 0 ? (byte)'\n' : (byte)'x').ToArray())
            )
            .ToArray();
        var log = new KubeletLog("many frames", SampleStream.Epoch, writes[..2500], writes[2500..]);
        var stream = log.Stream();
        foreach (
            var (tail, previous) in from tail in (int[])[1, 2, 3, 10, 99, 1000, 1500, 4000]
            from previous in (bool[])[false, true]
            select (tail, previous)
        )
        {
            using var given = new MemoryStream();
            await new LogReading(
                "a",
                new LogQuery
                {
                    Container = "a",
                    Tail = tail,
                    Previous = previous,
                    Timestamps = true,
                }
            ).WriteNewAsync(new MemoryStream(stream), given, CancellationToken.None);
            Assert.True(
                log.Answer(tail, null, timestamps: true, null, previous).AsSpan().SequenceEqual(given.ToArray()),
                $"{tail} {previous}: {Text(given)}"
            );
        }
    }

    private static IEnumerable<LogQuery> Queries() =>
        from tail in Tails
        from limit in Limits
        from since in Times
        from timestamps in (bool[])[false, true]
        from previous in (bool[])[false, true]
        select new LogQuery
        {
            Container = "a",
            Tail = tail,
            LimitBytes = limit,
            Since = since,
            Timestamps = timestamps,
            Previous = previous,
        };

    private static string Text(MemoryStream log) => System.Text.Encoding.UTF8.GetString(log.ToArray(), 0, (int)Math.Min(log.Length, 300));
}
