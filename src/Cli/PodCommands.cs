using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>The commands about one pod of a running sidecar: <c>pod POD</c>, <c>logs</c>, <c>timeline</c> and <c>retry</c>.</summary>
internal sealed class PodCommands(OperatorCommand common)
{
    /// <summary>Makes <c>pod POD</c> of a command that has the verbs for manifests.</summary>
    public Command Show(Command pod) => common.Fill(pod, ShowAsync, common.Pod, common.Namespace, common.Output);

    public Command Logs()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Stay and print what is new until the container's end" };
        var previous = new Option<bool>("--previous", "-p") { Description = "The attempt before the last restart" };
        var container = new Option<string>("--container", "-c") { Description = "Container (default: the first)", HelpName = "NAME" };
        var tail = new Option<int>("--tail") { Description = "Only the last N lines (0: all)", HelpName = "N" };
        var timestamps = new Option<bool>("--timestamps") { Description = "Each line begins with its time" };
        return common.Make(
            "logs",
            "Print the log of a pod's container",
            RunAsync,
            common.Pod,
            common.Namespace,
            follow,
            previous,
            container,
            tail,
            timestamps
        );

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            (string Name, string? Value)[] given =
            [
                ("container", parsed.GetValue(container)),
                ("follow", parsed.GetValue(follow) ? "true" : null),
                ("previous", parsed.GetValue(previous) ? "true" : null),
                ("timestamps", parsed.GetValue(timestamps) ? "true" : null),
                ("tail", parsed.GetValue(tail) is var lines && lines != 0 ? lines.ToString(CultureInfo.InvariantCulture) : null),
            ];
            var query = string.Join(
                '&',
                given.Where(each => each.Value is not null).Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}")
            );
            var to = common.Terminal.IsTerminal ? new SafeOutput(common.Terminal.Out) : common.Terminal.Out;
            await client.CopyAsync($"{AdminClient.PathOf(common.PodOf(parsed))}/logs?{query}", to, stop);
            return 0;
        }
    }

    public Command Timeline()
    {
        var at = new Option<string>("--at")
        {
            Description = "Show what was known and answered at this time (RFC 3339), instead of the history",
            HelpName = "TIME",
        };
        return common.Make("timeline", "Print the history of a pod", RunAsync, common.Pod, common.Namespace, at, common.Output);

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            var (path, form) = ($"{AdminClient.PathOf(common.PodOf(parsed))}/timeline", parsed.GetValue(common.Output));
            if (parsed.GetValue(at) is { } time)
            {
                var then = await client.GetAsync($"{path}?at={Uri.EscapeDataString(time)}", AdminJson.Wire.PodThen, stop);
                return common.Print(form, then, AdminJson.Wire.PodThen, TimelineText.Lines(then, AskedTime(time)));
            }
            var history = await client.GetAsync(path, AdminJson.Wire.PodTimeline, stop);
            return common.Print(form, history, AdminJson.Wire.PodTimeline, TimelineText.Lines(history));
        }
    }

    // The sidecar has taken it.
    private static DateTimeOffset AskedTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public Command Retry() =>
        common.Make(
            "retry",
            "End a pod's wait: it tries again now what it waits to try",
            async (client, parsed, stop) =>
            {
                var path = $"{AdminClient.PathOf(common.PodOf(parsed))}/retry";
                var answer = await client.SendAsync(HttpMethod.Post, path, null, AdminJson.Wire.RetryAnswer, stop);
                var was = answer.NextTryWas is { } next ? $"; the next try was planned for {UtcTime.Of(next)}" : "";
                return common.Print(
                    parsed.GetValue(common.Form),
                    answer,
                    AdminJson.Wire.RetryAnswer,
                    [$"pod {answer.Namespace}/{answer.Name} tries again now{was}"]
                );
            },
            common.Pod,
            common.Namespace,
            common.Form
        );

    private async Task<int> ShowAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
    {
        var detail = await client.GetAsync(AdminClient.PathOf(common.PodOf(parsed)), AdminJson.Wire.PodDetail, stop);
        return common.Print(
            parsed.GetValue(common.Output),
            detail,
            AdminJson.Wire.PodDetail,
            PodText.Lines(detail, common.Terminal.Clock.GetUtcNow())
        );
    }
}
