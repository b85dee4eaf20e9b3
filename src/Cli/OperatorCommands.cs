using System.CommandLine;

namespace HtcondorActors.Cli;

/// <summary>All commands that talk to the admin listener of a running sidecar.</summary>
internal static class OperatorCommands
{
    /// <summary>Adds them to the program. <c>pod</c> also has the verbs that try a sidecar without Kubernetes.</summary>
    public static void AddTo(RootCommand root) => AddTo(root, Terminal.OfThisProcess());

    public static void AddTo(RootCommand root, Terminal terminal)
    {
        var common = new OperatorCommand(terminal);
        var (pods, sidecar) = (new PodCommands(common), new SidecarCommands(common));
        root.Subcommands.Add(new PodsCommand(common).Create());
        root.Subcommands.Add(pods.Show(PodCommand.Create(terminal)));
        root.Subcommands.Add(pods.Logs());
        root.Subcommands.Add(pods.Timeline());
        root.Subcommands.Add(sidecar.Top());
        root.Subcommands.Add(sidecar.Drain());
        root.Subcommands.Add(pods.Retry());
        root.Subcommands.Add(new JobCommands(common).Create());
        root.Subcommands.Add(sidecar.LogLevel());
        root.Subcommands.Add(new ClusterCommands(common).Create());
    }
}
