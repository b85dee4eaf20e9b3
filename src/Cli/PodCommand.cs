using System.CommandLine;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Manifests;

namespace HtcondorActors.Cli;

/// <summary>The verbs of <c>htcondor-sidecar pod</c>: they try a sidecar without Kubernetes.</summary>
internal static class PodCommand
{
    public const string DefaultServer = "http://127.0.0.1:8000";

    public static Command Create(Terminal terminal)
    {
        var files = Files();
        var server = new Option<string>("--server")
        {
            Description = "Address of the sidecar",
            DefaultValueFactory = _ => DefaultServer,
            HelpName = "URL",
        };
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Stay and show what happens until the pod's end; exit 0 when it Succeeded, 1 when it Failed",
        };
        var container = new Option<string>("--container", "-c") { Description = "Container (default: the first)", HelpName = "NAME" };
        var tail = new Option<int>("--tail") { Description = "Only the last N lines (0: all)", HelpName = "N" };
        tail.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.StartsWith('-'))
                result.AddError("--tail: a number of lines, 0 or more");
        });
        var follow = new Option<bool>("--follow") { Description = "Stay and print what is new until the container's end" };

        return new Command(
            "pod",
            "Show one pod of a running sidecar. The verbs try a sidecar without Kubernetes: they send manifests as interLink would"
        )
        {
            Verb(
                "apply",
                "Create the pods of a manifest",
                [watch],
                (session, parsed, stop) => new ApplyPods(session).RunAsync(parsed.GetValue(watch), stop)
            ),
            Verb(
                "status",
                "Phase and containers",
                [watch],
                (session, parsed, stop) => new PodStatusCommand(session).RunAsync(parsed.GetValue(watch), stop)
            ),
            Verb(
                "logs",
                "A container's log",
                [container, tail, follow],
                (session, parsed, stop) =>
                    new PodLogsCommand(session).RunAsync(parsed.GetValue(container), parsed.GetValue(tail), parsed.GetValue(follow), stop)
            ),
            Verb("delete", "Delete the pods", [], (session, _, stop) => new DeletePods(session).RunAsync(stop)),
        };

        Command Verb(string name, string description, Option[] own, Func<PodSession, ParseResult, CancellationToken, Task<int>> run)
        {
            var verb = new Command(name, description) { files, server };
            foreach (var option in own)
                verb.Options.Add(option);
            verb.SetAction(
                (parsed, stop) =>
                    Guarded(
                        "pod",
                        terminal,
                        async () =>
                        {
                            using var session = PodSession.Open(terminal, parsed.GetRequiredValue(files), parsed.GetRequiredValue(server));
                            return await run(session, parsed, stop);
                        }
                    )
            );
            return verb;
        }
    }

    public static Option<string[]> Files() =>
        new("--filename", "-f")
        {
            Description = "Manifest (Pod, ConfigMap, Secret; several documents; - is stdin). May be repeated.",
            Required = true,
            HelpName = "FILE",
        };

    public static async Task<int> Guarded(string command, Terminal terminal, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception fault) when (fault is ManifestFault or CliException)
        {
            await terminal.Error.WriteLineAsync($"htcondor-sidecar {command}: " + OneLine.Of(fault.Message, FieldFaults.LongestLine + 200));
            return (fault as CliException)?.ExitCode ?? CliException.Failed;
        }
        catch (OutputClosedException)
        {
            return OutputClosedException.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return 130; // Ctrl-C ends only the watching; the pod continues
        }
    }
}
