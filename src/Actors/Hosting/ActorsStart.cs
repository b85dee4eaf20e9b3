using Akka.Actor;
using Akka.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Starts the actor system after the HTTP server listens, and stops it after the server. The server answers a ping meanwhile; it needs half
/// a second less than the actor system. Other requests wait for <see cref="Registry"/>.
/// </summary>
public sealed class ActorsStart : IHostedLifecycleService
{
    /// <summary>The most time that the pods have to move to other nodes.</summary>
    private static readonly TimeSpan MoveWithin = TimeSpan.FromSeconds(10);

    private readonly IServiceProvider _services;
    private readonly TaskCompletionSource<ActorRegistry> _registry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AkkaHostedService? _akka;
    private bool _began;
    private volatile bool _isStarted;
    private volatile bool _isStopping;

    /// <summary>Called by the container of services. It creates no actor yet.</summary>
    public ActorsStart(IServiceProvider services, HealthBoard health)
    {
        _services = services;
        // PodProbe clears this when the first pod answers.
        health.Report(HealthBoard.Pods, "the sidecar has just started, and does not know its pods yet");
    }

    /// <summary>Null on the only node.</summary>
    private ClusterLife? Cluster => _services.GetService<ClusterLife>();

    /// <summary>
    /// Completes when the actors run, and this node has joined the others. It fails with the reason if they cannot be started.
    /// </summary>
    public Task Ended => _ended.Task;

    /// <summary>True once the host stops the actor system.</summary>
    internal bool IsStopping => _isStopping;

    /// <summary>
    /// The actors by their types, which are added one by one. It never completes if there is no actor system: the process then ends.
    /// </summary>
    internal Task<ActorRegistry> Registry => _registry.Task;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _began = true;
        // A thread of its own: the start is long and does not give its thread back.
        _ = Task.Factory.StartNew(StartAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (!_began)
            return;
        // Akka must not be stopped in the middle of its start. The token may be cancelled by requests that took all the time of the stop.
        Cluster?.GiveUp();
        if (!_ended.Task.IsCompleted)
            await Task.WhenAny(_ended.Task).WaitAsync(cancellationToken);
        if (!_isStarted)
            return;
        var system = _services.GetRequiredService<ActorSystem>();
        await (
            Cluster switch
            {
                // It has nothing to hand over, and would wait in vain for an answer of the others.
                { HasJoined: false } => system.Terminate(),
                not null when FailedHandshakes.IsReason(system) => FailedHandshakes.LeaveAsync(system),
                _ => _akka!.StopAsync(cancellationToken),
            }
        );
    }

    /// <summary>
    /// Opens the journal, before the server accepts a connection: if the journal cannot be opened, callers wait for the next start.
    /// </summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _services.GetRequiredService<IOpenJournal>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hands the pods to the other nodes, while the server still accepts connections: it sends requests on to them.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Cluster?.MovePodsAsync(MoveWithin) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task JoinAsync(ClusterLife cluster)
    {
        try
        {
            await cluster.Ready;
        }
        catch (OperationCanceledException)
        {
            _services.GetRequiredService<FatalFailure>().ThrowIfThereIsOne();
            throw;
        }
    }

    private async Task StartAsync()
    {
        try
        {
            _akka = ActivatorUtilities.CreateInstance<AkkaHostedService>(_services);
            var registry = _services.GetRequiredService<ActorRegistry>(); // creates the actor system
            _registry.SetResult(registry);
            await _akka.StartAsync(CancellationToken.None);
            // Akka.Hosting logs a failure of the start, and throws nothing.
            if (!registry.TryGet<PodActor>(out _))
                throw new InvalidOperationException("the actors cannot be started; the log has the reason");
            _isStarted = true;
            if (Cluster is { } cluster)
            {
                await JoinAsync(cluster);
                _services.GetRequiredService<PodStates>().Unread = 0;
            }
            _ended.SetResult();
        }
        catch (Exception fault)
        {
            _ended.SetException(fault);
        }
    }
}
