using System.Buffers;
using System.Runtime;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Bench.Logs;

/// <summary>
/// The sidecar's HTTP pipeline and its reading of streams, in a process of its own so that its CPU is its own. Beside them stands what they
/// are compared with: bare Kestrel that sends the same file in blocks of 64 KiB.
/// </summary>
internal static class LogServer
{
    private const int Block = 64 << 10;

    /// <summary>A pod with frames of 1 MiB, as a runner writes a log that grows fast.</summary>
    public const string Large = "large";

    /// <summary>A pod with a frame for each line of 100 bytes.</summary>
    public const string Small = "small";

    public static async Task RunAsync(string folder)
    {
        var config = new SidecarConfig
        {
            SidecarPort = 0,
            DataRootFolder = folder,
            LogLevel = LogLevel.Error,
        };
        var options = config.ToCondorIoOptions();
        var output = new JobOutput(options, NullLogger<JobOutput>.Instance);
        var socket = ListenSocket.Bind(config);
        await using var app = BenchGateway.Served(config, socket, output);
        app.Map("/bare/{pod}", (HttpContext http, string pod) => SendAsync(http, JobPaths.OutputOf(options, PodUid.Parse(pod).Tag)));
        app.Map("/bench/cpu", () => Environment.CpuUsage.TotalTime.TotalMilliseconds);
        app.Map("/bench/compiled", () => JitInfo.GetCompiledMethodCount());
        await app.StartAsync();
        foreach (var (pod, frames, payload) in ((string, int, int)[])[(Large, 10, 1 << 20), (Small, (10 << 20) / 100, 100)])
        {
            await WriteAsync(JobPaths.OutputOf(options, PodUid.Parse(pod).Tag), pod, frames, payload);
            BenchGateway.Publish(app, pod);
        }
        Console.WriteLine($"listening {socket.LocalEndPoint}");
        await app.WaitForShutdownAsync();
    }

    private static async Task SendAsync(HttpContext http, string path)
    {
        using var file = File.OpenHandle(path);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        long at = 0;
        for (int count; (count = RandomAccess.Read(file, buffer.AsSpan(0, Block), at)) > 0; at += count)
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, count), http.RequestAborted);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async Task WriteAsync(string path, string pod, int frames, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var line = Encoding.ASCII.GetBytes(new string('x', Math.Min(length, 128) - 1) + "\n");
        var payload = Enumerable.Repeat(line, length / line.Length).SelectMany(bytes => bytes).ToArray();
        byte[] frame = [.. Encoding.ASCII.GetBytes($"@1782907200000 log main {payload.Length}\n"), .. payload, (byte)'\n'];
        await using var file = File.Create(path);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"@1 run - {pod.Length}\n{pod}\n@1 start main 0\n\n"));
        for (var i = 0; i < frames; i++)
            await file.WriteAsync(frame);
    }
}
