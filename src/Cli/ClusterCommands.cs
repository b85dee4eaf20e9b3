using System.CommandLine;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>The command <c>cluster</c>: shows the nodes, and takes one of them out.</summary>
internal sealed class ClusterCommands(OperatorCommand common)
{
    private static readonly string[] Headers = ["NODE", "STATE", "REACHED", "PODS", "DOES"];

    public Command Create() =>
        new("cluster", "Show the nodes that serve one schedd together, or take one of them out")
        {
            common.Make("status", "Show the nodes, as the node sees them that answers", StatusAsync, common.Form),
            Action(
                "leave",
                "Have a node hand its pods over and stop. Its process ends with exit code 2, after which systemd leaves it down",
                "leaves: its pods move to the other nodes, and then it stops"
            ),
            Action(
                "down",
                "Declare a node dead that cannot be reached, so that the others need not wait before they take over its pods",
                "is declared dead: the other nodes take over its pods"
            ),
        };

    private async Task<int> StatusAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
    {
        var answer = await client.GetAsync("cluster", AdminJson.Wire.ClusterAnswer, stop);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        if (answer.Items.Count > 0)
            new TextTable(text, Headers, Headers.Length).Write([.. answer.Items.Select(Row)]);
        else
            text.Write("this sidecar is the only node\n");
        return common.Print(
            parsed.GetValue(common.Form),
            answer,
            AdminJson.Wire.ClusterAnswer,
            text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }

    private Command Action(string verb, string description, string outcome)
    {
        var node = new Argument<string>("node") { Description = "The node's name, as cluster status shows it", HelpName = "HOST:PORT" };
        return common.Make(verb, description, RunAsync, node, common.Form);

        async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            var name = parsed.GetRequiredValue(node);
            var path = $"cluster/{Uri.EscapeDataString(name)}/{verb}";
            var answer = await client.SendAsync(HttpMethod.Post, path, null, AdminJson.Wire.ClusterMember, stop);
            return common.Print(
                parsed.GetValue(common.Form),
                answer,
                AdminJson.Wire.ClusterMember,
                [$"node {OneLine.Of(answer.Name)} {outcome}"]
            );
        }
    }

    private static string[] Row(ClusterMember node) =>
        [
            node.Name,
            node.State,
            node.IsReachable ? "yes" : "no",
            PodColumns.Number(node.Pods),
            (node.IsThisNode, node.PollsQueue) switch
            {
                (true, true) => "answers, polls the queue",
                (true, false) => "answers",
                (false, true) => "polls the queue",
                _ => "",
            },
        ];
}
