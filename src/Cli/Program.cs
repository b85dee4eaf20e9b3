using System.CommandLine;
using HtcondorActors.Cli;

// htcondor-sidecar [serve] [flags]
var root = new RootCommand(
    "The interLink sidecar for HTCondor: Kubernetes pods run as HTCondor jobs. Without a command it starts the server, as serve does"
);
ServeCommand.Attach(root);

// Its other commands, one line each.
root.Subcommands.Add(ServeCommand.Create());
OperatorCommands.AddTo(root);
root.Subcommands.Add(ExplainCommand.Create());
root.Subcommands.Add(JournalCommand.Create());

return await CommandLineRun.RunAsync(root, args, Console.Error);
