using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Three sidecars serve one schedd: any of them answers any request, and any of them may end.</summary>
[Collection(NodesCollection.Name)]
public sealed class ClusterSpecs(CondorPool pool)
{
    [Fact]
    public async Task Three_nodes_answer_for_each_others_pods_and_one_may_be_killed()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        var gate = new Gate(nodes[0].Folder);
        var pods = Enumerable.Range(0, 9).Select(i => Waiting($"pod{i}", gate, i)).ToArray();
        // Large files go through the shared folder, not in a message.
        var large = new PodBody("large")
            .Container("main", "test $(wc -c </cfg/text) = 200000", main => main["volumeMounts"] = Mount("big", "/cfg"))
            .Volume("big", "configMap", new JsonObject { ["name"] = "big" })
            .Content("main", "configMaps", ConfigMap("big", "text", new string('x', 200_000)));
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 3].Client.CreateAsync(pod);
        await nodes[1].Client.CreateAsync(large);
        Assert.Equal(0, (await nodes[2].Client.EndAsync(large))["main"]);
        foreach (var node in nodes.All)
        foreach (var pod in pods)
            await UntilAsync(node, pod, PodPhase.Running);
        Assert.All(nodes.All, node => Assert.DoesNotContain("error", node.Printed, StringComparison.OrdinalIgnoreCase));

        await nodes[0].KillAsync();
        // Somebody listens on its port, and closes each connection.
        using var stranger = new TcpListener(IPAddress.Loopback, nodes.PortOf(nodes[0]));
        stranger.Start();
        var closing = Task.Run(async () =>
        {
            while (true)
                (await stranger.AcceptTcpClientAsync()).Dispose();
        });
        // The other nodes go on answering for all pods.
        foreach (var node in (Sidecar[])[nodes[1], nodes[2]])
        foreach (var pod in pods)
            await Wait.UntilAsync("an answer", async () => await node.Client.StatusAsync(pod) is not null);
        var later = new PodBody("later").Container("main", "exit 7");
        await nodes[2].Client.CreateAsync(later);
        Assert.Equal(7, (await nodes[1].Client.EndAsync(later))["main"]);
        gate.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[1 + i % 2].Client.EndAsync(pod))["main"]);

        stranger.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => closing);
        Assert.All((Sidecar[])[nodes[1], nodes[2]], node => Assert.False(node.HasExited));
        await nodes[0].StartAgainAsync();
        await nodes.UntilReadyAsync(nodes[0]);
        foreach (var (i, pod) in pods.Index())
        {
            Assert.Equal(i, (await nodes[0].Client.EndAsync(pod))["main"]);
            Assert.Equal($"up {i}\n", await nodes[0].Client.LogsAsync(pod, "main"));
        }
        // One job for each pod.
        foreach (var pod in pods)
            await nodes[0].Client.DeleteAsync(pod);
        foreach (var pod in pods)
            await Wait.UntilAsync("the pod to be gone", async () => await nodes[2].Client.StatusAsync(pod) is null);
    }

    [Fact]
    public async Task A_node_that_was_frozen_and_thaws_answers_nothing_old_and_ends()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        var gate = new Gate(nodes[0].Folder);
        var pods = Enumerable.Range(0, 9).Select(i => Waiting($"pod{i}", gate, i)).ToArray();
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 3].Client.CreateAsync(pod);
        foreach (var pod in pods)
            await UntilAsync(nodes[0], pod, PodPhase.Running);
        nodes[0].Signal("STOP");
        // The others take over while it is frozen, and learn the ends of its pods.
        gate.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[1 + (i % 2)].Client.EndAsync(pod))["main"]);

        nodes[0].Signal("CONT");
        for (var ended = nodes[0].ExitCodeAsync(); !ended.IsCompleted; )
            foreach (var pod in pods)
                Assert.NotEqual("running", await nodes.StateAsync(nodes[0], pod));
        Assert.Equal(1, await nodes[0].ExitCodeAsync());
        // It ends at once: after these words it does and says nothing more.
        Assert.Contains(
            "the other nodes go on without this one, and this process stops",
            nodes[0].Printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_node_leaves_without_a_failed_request()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        var pods = new List<PodBody>();
        var stopped = Task.CompletedTask;
        for (var i = 0; i < 60; i++)
        {
            var pod = new PodBody($"short{i}").Container("main", $"exit {i}", main => main["image"] = "host");
            if (i == 20)
                stopped = Task.Run(async () => Assert.Equal(0, await nodes[0].StopAsync()));
            pods.Add(pod);
            // As a load balancer that asks /readyz.
            var node = stopped.IsCompleted || !await nodes.ReadyAsync(nodes[i % 3]) ? nodes[1 + (i % 2)] : nodes[i % 3];
            await node.Client.CreateAsync(pod);
        }
        await stopped;
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[1 + (i % 2)].Client.EndAsync(pod))["main"]);
    }

    [Fact]
    public async Task Pods_are_told_while_the_database_is_away_and_one_node_of_three_goes_on_alone()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        var gate = new Gate(nodes[0].Folder);
        var pods = Enumerable.Range(0, 6).Select(i => Waiting($"pod{i}", gate, i)).ToArray();
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 3].Client.CreateAsync(pod);
        foreach (var node in nodes.All)
        foreach (var pod in pods)
            await UntilAsync(node, pod, PodPhase.Running);

        nodes.Database.Stop();
        var refused = await nodes[1].Client.PostAsync("/create", new PodBody("refused").Container("main", "true").Json);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        foreach (var node in nodes.All)
        foreach (var pod in pods)
            Assert.Equal("running", await nodes.StateAsync(node, pod));
        nodes.Database.StartAgain();

        await nodes[0].KillAsync();
        await nodes[1].KillAsync();
        gate.Open();
        // Alone it is not most of the nodes, so it tells nothing until it has declared the others dead.
        await Wait.UntilAsync("the last node to be alone", () => Task.FromResult(Declared(nodes[2]) == 2));
        await Wait.UntilAsync("the last node to go on", async () => await nodes.StateAsync(nodes[2], pods[0]) is not null);
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[2].Client.EndAsync(pod))["main"]);

        static int Declared(Sidecar node) => node.LinesWith("it was declared dead");
    }

    [Fact]
    public async Task A_node_with_a_certificate_of_another_CA_or_another_data_folder_is_kept_out_and_the_log_says_so_once()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 1);
        var (stranger, elsewhere) = (nodes.AddStranger(), nodes.AddElsewhere());
        await nodes.UntilAsync("both to say so", () => Refusals(nodes[0]) > 0 && Refusals(stranger) > 0);
        await nodes.UntilAsync("the folder to be named", () => Strange(elsewhere) > 0);
        // It tries again every few seconds.
        await Task.Delay(TimeSpan.FromSeconds(12));
        Assert.Equal((1, 1, 1), (Refusals(nodes[0]), Refusals(stranger), Strange(elsewhere)));
        Assert.False(await nodes.ReadyAsync(elsewhere));
        Assert.False(await nodes.ReadyAsync(stranger));
        Assert.True(await nodes.ReadyAsync(nodes[0]));
        Assert.Equal((0, 0), (await stranger.StopAsync(), await elsewhere.StopAsync()));
        Assert.Contains("is not of ClusterCaFile", nodes[0].Printed, StringComparison.Ordinal);

        static int Strange(Sidecar node) => node.LinesWith(" is not the folder of node ");
        static int Refusals(Sidecar node) => node.LinesWith(" is refused: its certificate (");
    }

    [Fact]
    public async Task An_operator_sees_the_nodes_has_one_leave_and_declares_a_dead_one_dead()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        var gate = new Gate(nodes[0].Folder);
        var pods = Enumerable.Range(0, 6).Select(i => Waiting($"pod{i}", gate, i)).ToArray();
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 3].Client.CreateAsync(pod);
        foreach (var pod in pods)
            await UntilAsync(nodes[0], pod, PodPhase.Running);
        string Shown() => nodes[0].OutputOf("cluster", "status");
        string NameOf(Sidecar node) => $"127.0.0.1:{nodes.PortOf(node)}";
        Assert.Equal(3, Shown().Split("up").Length - 1);
        Assert.Contains("polls the queue", Shown(), StringComparison.Ordinal);
        var refused = nodes[0].Run("cluster", "down", NameOf(nodes[1]));
        Assert.Contains("can be reached, so it is not dead", refused.Stderr, StringComparison.Ordinal);
        foreach (var node in nodes.All)
            SeesAllPods(node, pods);

        Assert.Contains(" leaves: its pods move", nodes[0].OutputOf("cluster", "leave", NameOf(nodes[2])), StringComparison.Ordinal);
        // systemd leaves it down.
        Assert.Equal(2, await nodes[2].ExitCodeAsync());
        foreach (var pod in pods)
            Assert.Equal("running", await nodes.StateAsync(nodes[1], pod));
        await Wait.UntilAsync("two nodes", () => Task.FromResult(!Shown().Contains(NameOf(nodes[2]), StringComparison.Ordinal)));

        await nodes[1].KillAsync();
        await Wait.UntilAsync("it to be missed", () => Task.FromResult(Shown().Contains(" no ", StringComparison.Ordinal)));
        // On a busy machine the node itself may be the first to declare it dead. The answer does not wait for the node that writes the
        // operators' actions down, which may be the dead one.
        var down = nodes[0].Run("cluster", "down", NameOf(nodes[1]));
        Assert.Contains(down.ExitCode == 0 ? "is declared dead" : "there is no node", down.Output, StringComparison.Ordinal);
        gate.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[0].Client.EndAsync(pod))["main"]);
        if (down.ExitCode == 0)
            await nodes.UntilAsync("the action to be noted", () => nodes[0].Says("is declared dead by "));
    }

    /// <summary>Whichever node an operator asks, the answer is about the pods of all.</summary>
    private static void SeesAllPods(Sidecar node, SentPod[] pods)
    {
        var lines = node.OutputOf("pods", "--no-headers").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(pods.Length, lines.Length);
        Assert.All(pods.Zip(lines), each => Assert.Contains($" {each.First.Name} ", each.Second, StringComparison.Ordinal));
        Assert.Matches(@"default\s+6\s", node.OutputOf("top"));
        // At least one of them is on another node.
        foreach (var pod in pods.Take(2))
        {
            Assert.Contains(pod.Uid, node.OutputOf("pod", pod.Name), StringComparison.Ordinal);
            Assert.Contains(pod.Uid, node.OutputOf("timeline", $"default/{pod.Name}", "-o", "json"), StringComparison.Ordinal);
            Assert.StartsWith("up ", node.OutputOf("logs", pod.Name), StringComparison.Ordinal);
        }
    }

    private static PodBody Waiting(string name, Gate gate, int exit) =>
        new PodBody(name).Container("main", $"echo up {exit}; {gate.IsWaitedFor}; exit {exit}", main => main["image"] = "host");

    private static JsonArray Mount(string volume, string path) => [new JsonObject { ["name"] = volume, ["mountPath"] = path }];

    private static JsonObject ConfigMap(string name, string key, string value) =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { [key] = value },
        };

    private static Task UntilAsync(Sidecar node, SentPod pod, PodPhase phase) => node.Client.UntilPhaseAsync(pod, phase);
}
