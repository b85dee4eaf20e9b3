using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.Http.Tests;

namespace HtcondorActors.Cli.Tests.Logs;

/// <summary>Every combination of options as interLink writes them, against a naive kubelet: bytes of a real file to bytes of the
/// response.</summary>
public sealed class LogOptionSpecs
{
    // SinceSeconds counts from the moment of the request: far from any line's time.
    private static readonly DateTimeOffset Began = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600);

    public static TheoryData<string> Logs => [.. KubeletLog.Examples(Began).Select(log => log.Name)];

    [Theory, MemberData(nameof(Logs))]
    public async Task Any_options_together_answer_what_a_kubelet_answers(string name)
    {
        var log = KubeletLog.Examples(Began).Single(log => log.Name == name);
        await using var file = File.Create(Path.GetTempFileName(), 1, FileOptions.DeleteOnClose);
        await file.WriteAsync(log.Stream());
        await file.FlushAsync();
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnLogs = (output, cancel) =>
            new LogReading("a", sidecar.Gateway.Read.Last().Query).WriteNewAsync(file, output, cancel);
        foreach (
            var (tail, bytes, timestamps, previous, since) in from tail in (int?[])[null, 1, 2, 1000]
            from bytes in (long?[])[null, 1, 32, 100_000]
            from timestamps in (bool[])[false, true]
            from previous in (bool[])[false, true]
            from since in (string[])["", "time 10", "time 20.001", "seconds 5", "seconds 15"]
            select (tail, bytes, timestamps, previous, since)
        )
        {
            double? from = since.Length > 0 ? double.Parse(since.Split(' ')[1], CultureInfo.InvariantCulture) : null;
            var time = since.StartsWith("time", StringComparison.Ordinal)
                ? Began.AddSeconds(from!.Value).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff000000Z", CultureInfo.InvariantCulture)
                : "0001-01-01T00:00:00Z";
            var seconds = since.StartsWith("seconds", StringComparison.Ordinal)
                ? (long)(DateTimeOffset.UtcNow - Began.AddSeconds(from!.Value)).TotalSeconds
                : 0;
            var body = $$$"""
                {"Namespace":"default","PodUID":"u","PodName":"p","ContainerName":"a","Opts":{"Tail":{{{tail ?? 0}}},"Bytes":{{{bytes
                    ?? 0}}},
                "Timestamps":{{{(timestamps ? "true" : "false")}}},"Follow":false,"Previous":{{{(
                    previous ? "true" : "false"
                )}}},"SinceSeconds":{{{seconds}}},"SinceTime":"{{{time}}}"}}
                """;
            using var answer = await sidecar.Client.SendAsync(
                RunningSidecar.Request(HttpMethod.Get, "/getLogs", Encoding.UTF8.GetBytes(body))
            );
            var expected = log.Answer(tail, bytes, timestamps, from is null ? null : Began.AddSeconds(from.Value), previous);
            var given = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(answer.IsSuccessStatusCode && expected.AsSpan().SequenceEqual(given), body);
        }
    }
}
