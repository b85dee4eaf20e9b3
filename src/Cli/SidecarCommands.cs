using System.CommandLine;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>The commands about a running sidecar as a whole: <c>top</c>, <c>drain</c> and <c>log-level</c>.</summary>
internal sealed class SidecarCommands(OperatorCommand common)
{
    private static readonly string[] SpaceHeaders =
    [
        "NAMESPACE",
        "PODS",
        "RUNNING",
        "CPU",
        "MEM",
        "GPU",
        "RUNNING CPU",
        "RUNNING MEM",
        "USED MEM",
        "CPU TIME",
    ];
    private static readonly string[] PodHeaders = ["NAMESPACE", "NAME", "CPU", "MEM", "USED MEM", "CPU TIME", "HOST"];

    public Command Top()
    {
        var pods = new Option<int>("--pods")
        {
            Description = "How many pods to show",
            DefaultValueFactory = _ => 10,
            HelpName = "N",
        };
        var sort = new Option<string>("--sort")
        {
            Description = "Which pods come first: usedMemory, usedCpu, memory or cpus",
            DefaultValueFactory = _ => "usedMemory",
            HelpName = "FIELD",
        };
        return common.Make(
            "top",
            "Show what pods ask for and use: by namespace, and the largest pods",
            RunAsync,
            common.Namespace,
            pods,
            sort,
            common.Form
        );

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            if (parsed.GetValue(common.Form) is not PodOutput.Table && IsGiven(pods) | IsGiven(sort))
                throw new OperatorFault(OperatorFault.Usage, "top -o json has no pods: leave --pods and --sort out, and see pods -o json");
            bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
            var only = parsed.GetValue(common.Namespace) is { } space ? "namespace=" + Uri.EscapeDataString(space) : "";
            var report = await client.GetAsync($"top?{only}", AdminJson.Wire.TopReport, stop);
            common.Warn(report.AsOf, report.Stale, report.Unread ?? 0);
            if (parsed.GetValue(common.Form) is not PodOutput.Table)
                return common.Print(parsed.GetValue(common.Form), report, AdminJson.Wire.TopReport, []);
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            new TextTable(text, SpaceHeaders, SpaceHeaders.Length).Write([.. report.Namespaces.Append(report.Total).Select(Row)]);
            if (parsed.GetValue(pods) is var most && most > 0)
            {
                var order = Uri.EscapeDataString("-" + parsed.GetValue(sort));
                var limit = Math.Min(most, 1000).ToString(CultureInfo.InvariantCulture);
                var list = await client.GetAsync($"pods?stage=running&limit={limit}&sort={order}&{only}", AdminJson.Wire.PodList, stop);
                if (list.Items.Count > 0)
                    text.Write('\n');
                if (list.Items.Count > 0)
                    new TextTable(text, PodHeaders, PodHeaders.Length).Write([.. list.Items.Select(Row)]);
            }
            common.Terminal.Bytes(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
            return 0;
        }
    }

    public Command Drain()
    {
        var what = new Argument<string>("what")
        {
            Description = "on: take no new pods; off: take them again; status: say which",
            HelpName = "on|off|status",
        };
        what.AcceptOnlyFromAmong("on", "off", "status");
        return common.Make("drain", "Take no new pods, and keep those that are there", RunAsync, what, common.Form);

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            var word = parsed.GetRequiredValue(what);
            var answer =
                word == "status"
                    ? await client.GetAsync("drain", AdminJson.Wire.DrainAnswer, stop)
                    : await client.SendAsync(
                        HttpMethod.Put,
                        "drain",
                        AdminClient.Body(new DrainRequest(word == "on"), AdminJson.Wire.DrainRequest),
                        AdminJson.Wire.DrainAnswer,
                        stop
                    );
            var who = answer.Since is { } since ? $" since {UtcTime.Of(since)}, by {OneLine.Of(answer.By ?? "nobody")}" : "";
            return common.Print(
                parsed.GetValue(common.Form),
                answer,
                AdminJson.Wire.DrainAnswer,
                [
                    answer.Draining
                        ? $"draining{who}: the Kubernetes node takes no new pods, and the pods that are there go on"
                        : $"not draining{who}: the Kubernetes node takes pods",
                ]
            );
        }
    }

    public Command LogLevel()
    {
        var level = new Argument<string?>("level")
        {
            Description = "Trace, Debug, Information, Warning, Error, Critical or None; without it the level is shown",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return common.Make(
            "log-level",
            "Show or set the level of the sidecar's log, until its next start or SIGHUP",
            RunAsync,
            level,
            common.Form
        );

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            var answer = parsed.GetValue(level) is { } word
                ? await client.SendAsync(
                    HttpMethod.Put,
                    "log-level",
                    AdminClient.Body(new LogLevelRequest(word), AdminJson.Wire.LogLevelRequest),
                    AdminJson.Wire.LogLevelAnswer,
                    stop
                )
                : await client.GetAsync("log-level", AdminJson.Wire.LogLevelAnswer, stop);
            return common.Print(
                parsed.GetValue(common.Form),
                answer,
                AdminJson.Wire.LogLevelAnswer,
                [answer.Level == answer.Configured ? answer.Level : $"{answer.Level} (the configuration says {answer.Configured})"]
            );
        }
    }

    private static string[] Row(NamespaceUse use) =>
        [
            use.Namespace,
            PodColumns.Number(use.All.Pods),
            PodColumns.Number(use.Running.Pods),
            PodColumns.Number(use.All.Cpus),
            PodColumns.Memory(use.All.MemoryMiB),
            PodColumns.Number(use.All.Gpus),
            PodColumns.Number(use.Running.Cpus),
            PodColumns.Memory(use.Running.MemoryMiB),
            Of(MemoryOf(use.UsedMemoryMiB), use),
            Of(CpuOf(use.UsedCpuSeconds), use),
        ];

    /// <summary>Says of how many pods a sum is, unless it is of all running ones.</summary>
    private static string Of(string sum, NamespaceUse use) =>
        sum.Length == 0 || use.UsedPods == use.Running.Pods ? sum : $"{sum} (of {PodColumns.Number(use.UsedPods)})";

    private static string[] Row(PodOverview pod) =>
        [
            pod.Namespace,
            pod.Name,
            PodColumns.Number(pod.Cpus),
            PodColumns.Memory(pod.MemoryMiB),
            MemoryOf(pod.UsedMemoryMiB),
            CpuOf(pod.UsedCpuSeconds),
            pod.SlotHost ?? "",
        ];

    private static string MemoryOf(long? used) => used is { } memory ? PodColumns.Memory(memory) : "";

    private static string CpuOf(long? used) => used is { } seconds ? Ages.Of(TimeSpan.FromSeconds(seconds)) : "";
}
