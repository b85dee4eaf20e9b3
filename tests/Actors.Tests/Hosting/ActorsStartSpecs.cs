namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>What is told while the actors start, and that they are stopped.</summary>
public sealed class ActorsStartSpecs
{
    [Fact]
    public async Task Until_the_first_pod_answers_the_sidecar_says_that_it_has_just_started_and_is_not_ready()
    {
        await using var start = await HeldStart.BeginAsync();
        var gateway = start.Node.Gateway;
        Assert.Contains("pods: the sidecar has just started, and does not know its pods yet", gateway.Status, StringComparison.Ordinal);
        Assert.Contains(gateway.Health.Ready, check => check.Name == "pods" && check.Fault is not null);
        Assert.All(gateway.Health.Live, check => Assert.Null(check.Fault));
        await start.GoOnAsync();
        await NodeHost.UntilAsync("it to be ready", () => gateway.Health.Ready.All(check => check.Fault is null));
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
