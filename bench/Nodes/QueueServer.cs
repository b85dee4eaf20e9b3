using System.Globalization;
using HtcondorActors.Bench.Scale;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Bench.Nodes;

/// <summary>The queue of the bench's schedd in a process of its own, as a schedd is: several nodes ask it over loopback. A line of a
/// request is a tag, or a tag and what belongs to it.</summary>
internal static class QueueServer
{
    public static async Task RunAsync(string folder)
    {
        UnixFile.KeepNewFilesPrivate();
        var queue = new BenchQueue(folder, BenchServer.Config(folder).ToCondorIoOptions(BenchServer.InstanceId));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost(
            "/submit",
            async (HttpRequest request) =>
            {
                var jobs = await LinesAsync(request);
                var ids = await queue.SubmitAsync([
                    .. jobs.Select(job => (JobTag.Parse(job[0]), int.Parse(job[1], CultureInfo.InvariantCulture))),
                ]);
                return string.Join('\n', ids);
            }
        );
        app.MapPost(
            "/release",
            async (HttpRequest request) =>
            {
                var jobs = await LinesAsync(request);
                await queue.ReleaseAsync([.. jobs.Select(job => (JobTag.Parse(job[0]), IdOf(job[1])))]);
            }
        );
        app.MapPost("/remove", async (HttpRequest request) => await queue.RemoveAsync(await TagsAsync(request)));
        app.MapPost("/find", async (HttpContext http) => await ShowAsync(await TagsAsync(http.Request), http.Response));
        app.MapGet("/list", (HttpContext http) => ShowAsync(null, http.Response));
        await app.StartAsync();
        Console.WriteLine($"listening {new Uri(app.Urls.Single()).Authority}");
        await app.WaitForShutdownAsync();

        async Task ShowAsync(IReadOnlyList<JobTag>? tags, HttpResponse response)
        {
            ReadOnlyMemory<byte> text = default;
            await queue.ShowAsync(tags, block => text = block);
            await response.Body.WriteAsync(text);
        }
    }

    private static JobId IdOf(string text) => JobId.TryParse(text, out var id) ? id : throw new FormatException($"no job id: {text}");

    private static async Task<JobTag[]> TagsAsync(HttpRequest request) =>
        [.. (await LinesAsync(request)).Select(line => JobTag.Parse(line[0]))];

    private static async Task<string[][]> LinesAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
    }
}
