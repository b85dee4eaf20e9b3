using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>What Kestrel says in the log.</summary>
public sealed class KestrelLogFilterSpecs
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    [Fact]
    public async Task Warnings_of_Kestrel_about_this_process_are_logged_and_what_callers_cause_is_not()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var factory = sidecar.Services.GetRequiredService<ILoggerFactory>();
        // As Kestrel's own code does it: the name, the level and the category of each.
        var log = factory.CreateLogger(Kestrel);
        Log(LogLevel.Warning, "HeartbeatSlow", "the heartbeat has been running for 00:00:05");
        Log(LogLevel.Error, "ApplicationError", "An unhandled exception was thrown by the application.");
        Log(LogLevel.Warning, null, "Connection processing ended abnormally.");
        Log(LogLevel.Error, null, "Unhandled exception while processing a connection.");
        factory.CreateLogger(Kestrel + ".Transport.Sockets").Log(LogLevel.Information, 13, "", null, (_, _) => "chatter");

        var lines = sidecar.Log.Text.Split('\n');
        Assert.Equal(
            [
                "Warning the heartbeat has been running for 00:00:05",
                "Warning Connection processing ended abnormally.",
                "Error Unhandled exception while processing a connection.",
            ],
            lines
                .Where(line =>
                    line.Contains("heartbeat", StringComparison.Ordinal)
                    || line.Contains("nhandled", StringComparison.Ordinal)
                    || line.Contains("abnormally", StringComparison.Ordinal)
                    || line.Contains("chatter", StringComparison.Ordinal)
                )
                .Select(line => line.TrimEnd())
        );

        void Log(LogLevel level, string? name, string words) => log.Log(level, new EventId(1, name), words, null, (text, _) => text);
    }
}
