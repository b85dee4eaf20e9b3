using Akka.Actor;
using Akka.Cluster;
using Akka.Persistence;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>
/// What stands beside the pods stops, by a message that any actor obeys or by a fault of its own: pods of before and after go their whole
/// way.
/// </summary>
public sealed class WatchdogSpecs
{
    private static readonly string[] Names =
    [
        "queue-poller",
        "streams",
        "status-reader",
        "wake-up",
        "submit",
        "look",
        "look-also-in-history",
        "release",
        "release-held",
        "remove",
        "remove-jobs",
        "acknowledge",
    ];

    [Theory]
    [InlineData("PoisonPill")]
    [InlineData("Kill")]
    public async Task Each_actor_beside_the_pods_that_stops_is_started_again_and_said_and_pods_go_their_whole_way(string how)
    {
        await using var node = await NodeHost.StartAsync();
        var number = 0;
        foreach (var name in Names)
            await GoesOnAfterAsync(node, name, how, NodeHost.Pod(++number), NodeHost.Pod(++number));
        Assert.Equal(number, node.Schedd.Submits);
    }

    [Theory]
    [InlineData("queue-poller")]
    [InlineData("streams")]
    public async Task So_is_one_that_fails_at_a_message(string name)
    {
        await using var node = await NodeHost.StartAsync();
        await GoesOnAfterAsync(node, name, "a fault", NodeHost.Pod(1), NodeHost.Pod(2));
    }

    private static async Task GoesOnAfterAsync(NodeHost node, string name, string how, PodSpec before, PodSpec after)
    {
        await node.CreateAsync(before);
        node.Beside(name).Tell(Message(name, how));
        await NodeHost.UntilAsync(
            $"the ping to tell of {name}",
            () => node.Gateway.Status.Contains($"{name}: stopped, was started again", StringComparison.Ordinal)
        );
        Assert.Single(
            node.Log,
            line =>
                line.StartsWith($"{name} stopped", StringComparison.Ordinal) && line.EndsWith("is started again", StringComparison.Ordinal)
        );
        await node.CreateAsync(after);
        foreach (var pod in (PodSpec[])[before, after])
            await node.EndAndDeleteAsync(pod);
        Assert.False(node.Failure.Occurred.IsCompleted);
    }

    [Theory]
    [InlineData("PoisonPill")]
    [InlineData("Kill")]
    public async Task So_is_the_actor_that_fetches_the_output_of_spooled_jobs(string how)
    {
        await using var node = await NodeHost.StartAsync(options => options with { OutputIsFetched = true });
        var pod = NodeHost.Pod(1);
        await node.CreateAsync(pod);
        node.Beside("output-fetch").Tell(Message("output-fetch", how));
        await NodeHost.UntilAsync(
            "the ping to say it",
            () => node.Gateway.Status.StartsWith("degraded: output-fetch: stopped, was started again, since ", StringComparison.Ordinal)
        );
        await node.EndAndDeleteAsync(pod);
    }

    [Theory]
    [InlineData("submit", "submit")]
    [InlineData("release", "release")]
    [InlineData("look", "find")]
    public async Task A_call_that_was_under_way_when_its_lane_stopped_costs_its_pod_no_second_job(string lane, string call)
    {
        await using var node = await NodeHost.StartAsync();
        var (reached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        node.Schedd.Before = async now =>
        {
            if (now == call && reached.TrySetResult())
                await gate.Task;
        };
        var pod = NodeHost.Pod(1);
        var created = node.Gateway.CreateAsync(pod, CancellationToken.None);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        node.Beside(lane).Tell(PoisonPill.Instance);
        await NodeHost.UntilAsync(
            "the log to say that the answer is lost",
            () => node.Log.Any(line => line.Contains("the sidecar checks whether it was done", StringComparison.Ordinal))
        );
        gate.SetResult(); // it is done after all
        await created;
        await NodeHost.UntilAsync("the job to run", () => node.Schedd.Of(pod.Uid.Tag)?.Status == JobStatus.Running);
        await node.EndAndDeleteAsync(pod);
        Assert.InRange(node.Schedd.Submits, 1, lane == "submit" ? 2 : 1);
    }

    [Fact]
    public async Task An_actor_that_does_not_answer_is_said_and_another_takes_its_place()
    {
        await using var node = await NodeHost.StartAsync(options => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(200) });
        using var stuck = new ManualResetEventSlim();
        node.Schedd.Before = call =>
        {
            // Where a call begins, its actor's own thread is still in it: a PATH on a file system that hangs.
            if (call == "release" && !stuck.IsSet)
                stuck.Wait();
            return Task.CompletedTask;
        };
        var pod = NodeHost.Pod(1);
        await node.Gateway.CreateAsync(pod, CancellationToken.None);
        await NodeHost.UntilAsync(
            "the ping to say it",
            () => node.Gateway.Status.Contains("release: does not answer, since ", StringComparison.Ordinal)
        );
        await NodeHost.UntilAsync(
            "another to take its place",
            () => node.Gateway.Status.Contains("release: stopped, was started again", StringComparison.Ordinal)
        );
        stuck.Set();
        await NodeHost.UntilAsync("the job to run", () => node.Schedd.Of(pod.Uid.Tag)?.Status == JobStatus.Running);
        await node.EndAndDeleteAsync(pod);
    }

    [Fact]
    public async Task The_poller_of_the_cluster_that_does_not_answer_is_said_on_its_node_and_another_takes_its_place()
    {
        await using var node = await NodeHost.StartAsync(options => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(200) });
        using var stuck = new ManualResetEventSlim();
        var polls = 0;
        var watchdog = await node.System.ActorSelection("/user/beside-the-pods").ResolveOne(TimeSpan.FromSeconds(30));
        var poller = new RestartableRef("the-clusters-poller", () => Props.Create(() => new HangingActor(stuck)))
        {
            Started = _ => Interlocked.Increment(ref polls),
        };
        var log = NullLogger<PollerHostActor>.Instance;
        var host = node.System.ActorOf(Props.Create(() => new PollerHostActor(poller, watchdog, log)));
        host.Tell("hang");
        await NodeHost.UntilAsync(
            "the ping to say it",
            () => node.Gateway.Status.Contains("the-clusters-poller: does not answer, since ", StringComparison.Ordinal)
        );
        await NodeHost.UntilAsync("another to take its place", () => Volatile.Read(ref polls) == 2);
        Assert.Equal("polls", await host.Ask("does it poll?", TimeSpan.FromSeconds(30)));

        var second = await node.Beside("the-clusters-poller-2").ResolveOne(TimeSpan.FromSeconds(30));
        var ended = second.WatchAsync();
        host.Tell(PoisonPill.Instance); // another node polls from now on
        await ended.WaitAsync(TimeSpan.FromSeconds(30));
        await NodeHost.UntilAsync(
            "the ping to forget it",
            () => !node.Gateway.Status.Contains("the-clusters-poller", StringComparison.Ordinal)
        );
        Assert.Equal(2, Volatile.Read(ref polls));
        stuck.Set();
    }

    private sealed class HangingActor : ReceiveActor
    {
        public HangingActor(ManualResetEventSlim stuck)
        {
            Receive<string>(word => word == "hang", _ => stuck.Wait());
            ReceiveAny(_ => Sender.Tell("polls"));
        }
    }

    [Theory]
    [InlineData("region", "the shard region of the pods stopped")]
    [InlineData("journal", "the journal stopped")]
    [InlineData("watchdog", "the watchdog stopped")]
    [InlineData("cluster", "the actors have stopped by themselves")]
    public async Task What_cannot_be_started_again_ends_the_process(string what, string words)
    {
        await using var node = await NodeHost.StartAsync();
        await node.CreateAsync(NodeHost.Pod(1));
        if (what == "region")
            node.Region.Tell(PoisonPill.Instance);
        if (what == "journal")
            Persistence.Instance.Apply(node.System).JournalFor(null).Tell(PoisonPill.Instance);
        if (what == "watchdog")
            node.System.ActorSelection("/user/beside-the-pods").Tell(PoisonPill.Instance);
        if (what == "cluster")
            Cluster.Get(node.System).Leave(Cluster.Get(node.System).SelfAddress);
        Assert.Equal(words, (await node.Failure.Occurred.WaitAsync(TimeSpan.FromSeconds(30))).What);
    }

    [Fact]
    public async Task An_actor_that_stops_again_and_again_ends_the_process()
    {
        await using var node = await NodeHost.StartAsync();
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // By whatever name it has by now.
        while (!node.Failure.Occurred.IsCompleted && !over.IsCancellationRequested)
        {
            node.Beside("queue-poller*").Tell(Kill.Instance);
            await Task.Delay(20);
        }
        Assert.Equal("queue-poller stops again and again", (await node.Failure.Occurred.WaitAsync(TimeSpan.Zero)).What);
    }

    [Fact]
    public async Task A_process_that_is_stopped_has_not_failed()
    {
        await using var node = await NodeHost.StartAsync();
        await node.CreateAsync(NodeHost.Pod(1));
        await node.StopAsync();
        Assert.True(node.System.WhenTerminated.IsCompleted);
        Assert.False(node.Failure.Occurred.IsCompleted);
        Assert.DoesNotContain(node.Log, line => line.Contains("is started again", StringComparison.Ordinal));
    }

    private static object Message(string name, string how) =>
        how switch
        {
            "PoisonPill" => PoisonPill.Instance,
            "Kill" => Kill.Instance,
            _ => name == "queue-poller" ? new WatchJob(null!, default) : new WatchStream(null!, default),
        };
}
