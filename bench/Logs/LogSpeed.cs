using System.Diagnostics;
using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Logs;

/// <summary>Logs through the whole HTTP pipeline, against <c>cat</c> of the same file through bare Kestrel in the same run.</summary>
internal static class LogSpeed
{
    private const int MiB = 1 << 20;
    private const int Size = 64;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            LogLevel = LogLevel.Error,
        };
        var output = new FolderOutput(folder);
        var socket = ListenSocket.Bind(config);
        var address = new Uri($"http://{socket.LocalEndPoint}");
        await using var app = BenchGateway.Served(config, socket, output);
        // The yardstick: the same file as it is, in blocks of the same length.
        app.Map(
            "/cat",
            async http =>
            {
                await using var file = output.OpenRead(PodUid.Parse("large").Tag)!;
                await file.CopyToAsync(http.Response.Body, 65_536, http.RequestAborted);
            }
        );
        await app.StartAsync();

        await Write("large", Size, end: true);
        BenchGateway.Publish(app, "large");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4000 })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(10),
        };

        foreach (var round in (string[])["warm-up", "first", "second"])
        {
            Console.WriteLine($"{round}:");
            foreach (var readers in (int[])[1, 100])
            {
                var (cat, follow) = (
                    await MbPerSecond(readers, "/cat", null),
                    await MbPerSecond(readers, "/getLogs", Body("large", "\"Follow\":true"))
                );
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {readers, 4} in parallel: cat {cat:0} MB/s, follow {follow:0} MB/s, ratio {follow / cat:0.00}"
                    )
                );
            }
            var whole = await Seconds(() => Read("/getLogs", Body("large", "\"Tail\":0")));
            var tail = await Seconds(() => Read("/getLogs", Body("large", "\"Tail\":10")));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  tail of 10 lines of {Size} MiB: {tail * 1000:0.0} ms, the whole log {whole * 1000:0} ms, ratio "
                        + $"{tail / whole:0.0000}"
                )
            );
        }

        await app.StopAsync();
        TestFolder.Remove(folder);

        async Task Write(string pod, int frames, bool end)
        {
            var line = Encoding.ASCII.GetBytes(new string('x', 63) + "\n");
            var payload = Enumerable.Repeat(line, MiB / line.Length).SelectMany(bytes => bytes).ToArray();
            await using var file = File.Create(output.PathOf(PodUid.Parse(pod).Tag));
            await file.WriteAsync(Encoding.ASCII.GetBytes($"@1 run - {pod.Length}\n{pod}\n@1 start main 0\n\n"));
            for (var i = 0; i < frames; i++)
            {
                await file.WriteAsync(Encoding.ASCII.GetBytes($"@1 log main {payload.Length}\n"));
                await file.WriteAsync(payload);
                file.WriteByte((byte)'\n');
            }
            if (end)
                await file.WriteAsync("@2 exit main 1\n0\n"u8.ToArray());
        }

        static string Body(string pod, string options) => $$$"""{"PodUID":"{{{pod}}}","ContainerName":"main","Opts":{ {{{options}}} }}""";

        static HttpRequestMessage Request(string path, string? body) =>
            new(HttpMethod.Get, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };

        async Task<long> Read(string path, string? body)
        {
            using var answer = await client.SendAsync(Request(path, body), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var (buffer, total) = (new byte[65_536], 0L);
            for (int count; (count = await stream.ReadAsync(buffer)) > 0; )
                total += count;
            return total;
        }

        async Task<double> MbPerSecond(int readers, string path, string? body)
        {
            var clock = Stopwatch.StartNew();
            var totals = await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Read(path, body)));
            if (totals.Any(total => total < (long)Size * MiB))
                throw new InvalidOperationException($"{path} came short");
            return totals.Sum() / 1e6 / clock.Elapsed.TotalSeconds;
        }

        static async Task<double> Seconds(Func<Task> work)
        {
            var clock = Stopwatch.StartNew();
            await work();
            return clock.Elapsed.TotalSeconds;
        }
    }
}
