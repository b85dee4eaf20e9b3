using System.Diagnostics;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Scale;

/// <summary>From the start of the program itself until it answers a ping; it needs no schedd for that.</summary>
internal static class StartUp
{
    private const int Times = 5;

    /// <summary>Median, in seconds.</summary>
    public static async Task<double> RunAsync(string program)
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        var seconds = new List<double>();
        using var http = new HttpClient();
        for (var i = 0; i <= Times; i++)
        {
            var port = FreePort.Next();
            var config = Path.Combine(folder, "SidecarConfig.yaml");
            await File.WriteAllTextAsync(config, $"DataRootFolder: {folder}/data\nSidecarPort: {port}\n");
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(
                new ProcessStartInfo(program, ["serve", "--config", config]) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            while (!await AnswersAsync(http, new Uri($"http://127.0.0.1:{port}/status")))
                await Task.Delay(5);
            if (i > 0)
                seconds.Add(clock.Elapsed.TotalSeconds);
            process.Kill();
            await process.WaitForExitAsync();
        }
        TestFolder.Remove(folder);
        return seconds.Median();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri ping)
    {
        try
        {
            using var answer = await http.GetAsync(ping);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
