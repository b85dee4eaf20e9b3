using HtcondorActors.Actors.Hosting;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>What is told while the actors start, and that they are stopped.</summary>
public sealed class ActorsStartSpecs
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Until_the_first_pod_answers_the_sidecar_says_that_it_has_just_started_and_is_not_ready()
    {
        using var hold = new ManualResetEventSlim();
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var node = NodeHost.NotStarted(category =>
        {
            if (!category.EndsWith(nameof(WatchdogActor), StringComparison.Ordinal))
                return;
            isHeld.TrySetResult();
            hold.Wait();
        });
        var starting = Task.Factory.StartNew(node.StartAsync, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await isHeld.Task.WaitAsync(Soon);
            Assert.Contains(
                "pods: the sidecar has just started, and does not know its pods yet",
                node.Gateway.Status,
                StringComparison.Ordinal
            );
            Assert.Contains(node.Gateway.Health.Ready, check => check.Name == "pods" && check.Fault is not null);
            Assert.All(node.Gateway.Health.Live, check => Assert.Null(check.Fault));
        }
        finally
        {
            hold.Set();
            await starting.Unwrap();
        }
        await NodeHost.UntilAsync("it to be ready", () => node.Gateway.Health.Ready.All(check => check.Fault is null));
    }

    [Fact]
    public async Task The_actors_are_stopped_even_if_requests_have_used_up_the_time_of_the_stop()
    {
        await using var node = await NodeHost.StartAsync();
        await node.CreateAsync(NodeHost.Pod(1));
        await node.StopAsync(timeIsUp: new CancellationToken(canceled: true));
        Assert.True(node.System.WhenTerminated.IsCompleted);
        Assert.False(node.Failure.Occurred.IsCompleted);
    }
}
