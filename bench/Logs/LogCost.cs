using System.Globalization;
using System.Text;
using HtcondorActors.Bench.Scale;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Logs;

/// <summary>What a log of 10 MiB in full costs the process in CPU, in turn with bare Kestrel that sends the same file.</summary>
internal static class LogCost
{
    private const int Logs = 40;
    private const int WarmUp = 100;
    private const int AtMost = 1000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        await using (var server = await ServerProcess.StartAsync(folder, "serve-logs"))
        {
            foreach (var (pod, words) in ((string, string)[])[(LogServer.Large, "1 MiB"), (LogServer.Small, "100 bytes, a line each")])
            {
                List<double> ours = [],
                    bare = [];
                // Tiered compilation goes on in the background for a while: a pair during which it compiled something does not count.
                for (var asked = 0; ours.Count < Logs; asked++)
                {
                    var compiled = await NumberAsync(server, "/bench/compiled");
                    var (log, file) = (await CpuAsync(server, LogOf(pod)), await CpuAsync(server, new(HttpMethod.Get, "/bare/" + pod)));
                    if (asked > AtMost)
                        throw new InvalidOperationException($"compilation has not come to rest after {asked} logs");
                    if (asked < WarmUp || await NumberAsync(server, "/bench/compiled") is var after && after != compiled)
                        continue;
                    ours.Add(log);
                    bare.Add(file);
                }
                Samples.Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"CPU of a 10 MiB log in full, frames of {words}: {ours.Median():0.0} ms ({Spread(ours)}), bare Kestrel with the "
                            + $"same file {bare.Median():0.0} ms ({Spread(bare)}), ratio {ours.Median() / bare.Median():0.00} "
                            + $"(medians and quartiles of {Logs})"
                    )
                );
            }
        }
        TestFolder.Remove(folder);
    }

    private static string Spread(List<double> cpu) =>
        string.Create(CultureInfo.InvariantCulture, $"{cpu.Percentile(25):0.0} to {cpu.Percentile(75):0.0}");

    private static HttpRequestMessage LogOf(string pod) =>
        new(HttpMethod.Get, "/getLogs")
        {
            Content = new StringContent(
                $$$"""{"PodUID":"{{{pod}}}","ContainerName":"main","Opts":{"Tail":0}}""",
                Encoding.UTF8,
                "application/json"
            ),
        };

    /// <summary>Milliseconds of the server's process, from before the request until its last byte is here.</summary>
    private static async Task<double> CpuAsync(ServerProcess server, HttpRequestMessage request)
    {
        var before = await NumberAsync(server, "/bench/cpu");
        using (request)
        {
            using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var (buffer, total) = (new byte[256 << 10], 0L);
            for (int count; (count = await stream.ReadAsync(buffer)) > 0; )
                total += count;
            if (total < 10_000_000)
                throw new InvalidOperationException($"{request.RequestUri} came short: {total} bytes");
        }
        return await NumberAsync(server, "/bench/cpu") - before;
    }

    private static async Task<double> NumberAsync(ServerProcess server, string path) =>
        double.Parse(await server.Http.GetStringAsync(new Uri(path, UriKind.Relative)), CultureInfo.InvariantCulture);
}
