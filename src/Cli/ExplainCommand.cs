using System.CommandLine;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Cli;

/// <summary><c>htcondor-sidecar explain</c>: needs neither a server nor a scheduler, only the same configuration as serve.</summary>
internal static class ExplainCommand
{
    public static Command Create() => Create(Terminal.OfThisProcess());

    public static Command Create(Terminal terminal)
    {
        var files = PodCommand.Files();
        var command = new Command(
            "explain",
            "Show what would become of the pods of a manifest: submit file, plan, warnings or refusal (exit 1); nothing is submitted"
        )
        {
            files,
        };
        ServeFlags.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                PodCommand.Guarded(
                    "explain",
                    terminal,
                    async () =>
                    {
                        var (config, faults) = PodExplanations.Judge(ServeCommand.Read(parsed, Environment.GetEnvironmentVariable));
                        foreach (var fault in faults)
                            await terminal.Error.WriteLineAsync(fault);
                        return faults.Count > 0
                            ? SidecarServer.BadConfiguration
                            : new ExplainPods(terminal, config).Run(PodSession.Read(terminal, parsed.GetRequiredValue(files)));
                    }
                )
        );
        return command;
    }
}
