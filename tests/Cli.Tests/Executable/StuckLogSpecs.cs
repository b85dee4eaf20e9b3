using System.Diagnostics;
using System.Globalization;
using System.Text;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The real program writes its log to a pipe that nobody reads.</summary>
public sealed class StuckLogSpecs
{
    /// <summary>Each leaves more than one line; the pipe takes 64 KiB.</summary>
    private const int Deletes = 2000;

    [Fact]
    public async Task A_sidecar_whose_log_nobody_reads_answers_and_stops_as_it_should()
    {
        using var folder = new ConfigFolder("");
        var pipe = Path.Combine(folder.Path, "log");
        Assert.Equal(0, Shell.Run("mkfifo", [pipe]).ExitCode);
        // Open for both, so that neither end waits for the other.
        using var unread = File.OpenHandle(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var port = FreePort.Next();
        var command = $"exec '{SidecarProcess.Program}' serve --config '{folder.Config}' --port {port} >'{pipe}' 2>&1";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]))!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
            await UntilItAnswersAsync(http);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Deletes),
                new ParallelOptions { MaxDegreeOfParallelism = 20 },
                async (i, cancel) =>
                {
                    var uid = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{i:D12}");
                    var body = $$"""{ "metadata": { "name": "p", "namespace": "d", "uid": "{{uid}}" }, "spec": { "containers": [] } }""";
                    using var answer = await http.PostAsync("/delete", new StringContent(body, Encoding.UTF8, "application/json"), cancel);
                    Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
                }
            );
            await UntilItAnswersAsync(http);

            Shell.Run("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task UntilItAnswersAsync(HttpClient http)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.PostAsync("/status", new StringContent("[]", Encoding.UTF8, "application/json"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }
}
