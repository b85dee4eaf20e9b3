using System.CommandLine;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Cli;

/// <summary><c>htcondor-sidecar explain</c>: needs neither a server nor a scheduler, only the configuration that serve would have.</summary>
internal static class ExplainCommand
{
    public static Command Create() => Create(Terminal.OfThisProcess());

    public static Command Create(Terminal terminal)
    {
        var files = PodCommand.Files();
        var command = new Command("explain", "Show what would become of the pods of a manifest: submit file, plan, warnings or refusal (exit 1); nothing is submitted") { files };
        ServeFlags.AddTo(command);
        command.SetAction((parsed, _) => PodCommand.Guarded("explain", terminal, async () =>
        {
            var (config, faults) = ConfigReading.Of(parsed.GetValue(ServeFlags.ConfigFile), ServeFlags.Given(parsed), Environment.GetEnvironmentVariable);
            var all = faults.Count > 0 ? faults : config.CondorFaults();
            foreach (var fault in all) await terminal.Error.WriteLineAsync(fault);
            return all.Count > 0 ? ServeCommand.BadConfiguration : new ExplainPods(terminal, config).Run(PodSession.Read(terminal, parsed.GetRequiredValue(files)));
        }));
        return command;
    }
}
