using System.Data.Common;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Registers the actors: the only public entry point of this assembly.</summary>
public static class ActorsServices
{
    /// <summary>
    /// Adds the actor system and the gateway to it. Without <paramref name="cluster"/> it is the only node, and has no port. Needs the
    /// ports of <c>AddCondorIo</c> and an <see cref="IPodStatusFormat"/>; a node of several also an <see cref="INodeAnswers"/>.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">Intervals and limits.</param>
    /// <param name="condor">HTCondor's settings, such as sizes of batches.</param>
    /// <param name="hocon">The operator's HOCON. It overrides everything here, except that it cannot open a port (ADR 9).</param>
    /// <param name="held">Open files of this process. The process stops when one of them is removed or replaced.</param>
    /// <param name="cluster">This node of several; null for the only node.</param>
    /// <exception cref="InvalidOperationException">The journal cannot be made durable.</exception>
    public static IServiceCollection AddPodActors(
        this IServiceCollection services,
        ActorsOptions options,
        CondorIoOptions condor,
        string hocon = "",
        IReadOnlyDictionary<string, FileIdentity>? held = null,
        ClusterNode? cluster = null
    )
    {
        services.TryAddSingleton(options);
        services.AddSingleton(provider => new StatusBoard(provider.GetRequiredService<IPodStatusFormat>())
        {
            TakenOver = provider.GetRequiredService<PodStates>().ForgetLeft,
        });
        services.AddSingleton<HealthBoard>().AddSingleton<CondorBoard>().AddSingleton<PodStates>().AddSingleton<UnownedBoard>();
        services.AddSingleton<OtherNodes>().AddSingleton<Departure>().AddSingleton<IClusterNodes, ClusterNodes>();
        services.AddSingleton(provider => new PodHistories(provider.GetRequiredService<ProcessClock>(), options.RetainFinished));
        services.AddSingleton<Func<ShownTimes>>(provider =>
        {
            var clock = provider.GetRequiredService<ProcessClock>();
            return () => clock.Shown;
        });
        services.AddSingleton<IPodDirectory, PodDirectory>();
        services.AddSingleton<IUnownedJobs>(provider => new UnownedJobActions(
            provider.GetRequiredService<UnownedBoard>(),
            provider.GetRequiredService<PodStates>(),
            provider.GetRequiredService<ICondorScheduler>(),
            new JobAdoption(
                provider.GetRequiredService<IJobFolders>(),
                provider.GetRequiredService<IOperatorActions>(),
                provider.GetRequiredService<PodGateway>().AdoptAsync,
                provider.GetRequiredService<ILogger<JobAdoption>>()
            ),
            provider.GetService<JobLabels>(),
            provider.GetRequiredService<IOperatorActions>(),
            provider.GetRequiredService<ProcessClock>(),
            provider.GetRequiredService<ILogger<UnownedJobActions>>()
        ));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ProcessClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FetchBoard(provider.GetRequiredService<ProcessClock>()));
        services.AddSingleton<FatalFailure>();
        services.AddSingleton(provider => OpenJournal(provider, options, condor, held ?? new Dictionary<string, FileIdentity>(), cluster));
        services.AddSingleton(provider =>
        {
            var failed = provider.GetRequiredService<FatalFailure>().Occurred;
            return new ReadLease(provider.GetRequiredService<TimeProvider>(), () => failed.IsCompleted);
        });
        if (cluster is not null)
            services.AddSingleton<ClusterLife>();
        services.AddSingleton(provider => new WatchdogPulse(provider.GetRequiredService<TimeProvider>(), options.HeartbeatInterval));
        services.AddSingleton<SidecarHealth>().AddSingleton<OperatorBoard>().AddSingleton<PodGateway>();
        services.AddSingleton<IPodGateway>(provider => provider.GetRequiredService<PodGateway>());
        services.AddSingleton<IOperatorActions>(provider => provider.GetRequiredService<PodGateway>());
        services.AddSingleton<ActorsStart>();
        services.AddAkka(
            "htcondor-actors",
            (builder, provider) =>
            {
                var folders = provider.GetRequiredService<IJobFolders>();
                var failure = provider.GetRequiredService<FatalFailure>();
                var start = provider.GetRequiredService<ActorsStart>();
                var journal = provider.GetRequiredService<IOpenJournal>();
                var many = ClusterOf(provider, cluster, journal);
                builder
                    .AddSetup(failure)
                    .AddSetup(journal.ForActors)
                    .AddHocon(journal.Settings, HoconAddMode.Append)
                    .ConfigureLoggers(loggers =>
                    {
                        // The pods and the poller write their own log entries. Of its own entries, Akka writes warnings and errors only.
                        loggers.LogLevel = Akka.Event.LogLevel.WarningLevel;
                        loggers.ClearLoggers();
                        var logs = provider.GetRequiredService<ILoggerFactory>();
                        loggers.AddLoggerFactory(cluster is null ? logs : new RepetitionFilter(logs));
                    })
                    .WithClustering(new ClusterOptions())
                    .WithTransport(many, provider)
                    .AddStartup(
                        (system, _) =>
                        {
                            var self = Akka.Cluster.Cluster.Get(system);
                            // Several nodes join each other by MembershipActor.
                            if (many is null)
                                self.Join(self.SelfAddress);
                            else
                                FailedHandshakes.EndNothing(system);
                            system.WhenTerminated.ContinueWith(
                                _ => StopOnUnexpectedTermination(system, failure, start),
                                TaskScheduler.Default
                            );
                        }
                    )
                    // This comes after all other configuration, because the last prepended HOCON wins.
                    .AddHocon(OperatorHocon.Parse(hocon), HoconAddMode.Prepend)
                    .WithPods(
                        new NodeContext(
                            options,
                            condor,
                            provider.GetRequiredService<ICondorScheduler>(),
                            folders,
                            provider.GetRequiredService<IJobOutput>(),
                            provider.GetRequiredService<StatusBoard>(),
                            provider.GetRequiredService<FetchBoard>(),
                            provider.GetRequiredService<HealthBoard>(),
                            provider.GetRequiredService<CondorBoard>(),
                            provider.GetRequiredService<PodStates>(),
                            provider.GetRequiredService<PodHistories>(),
                            provider.GetRequiredService<OperatorBoard>(),
                            provider.GetRequiredService<UnownedBoard>(),
                            failure,
                            provider.GetRequiredService<ProcessClock>(),
                            folders.KeepProgram(RunnerScript.FileName, RunnerScript.Content),
                            journal.Store,
                            journal.Work,
                            provider.GetRequiredService<WatchdogPulse>(),
                            provider.GetRequiredService<ILoggerFactory>()
                        )
                        {
                            Cluster = many,
                            Departure = provider.GetRequiredService<Departure>(),
                            Share = provider.GetService<NodeShare>() ?? new NodeShare(),
                            Staged = many is null ? null : provider.GetRequiredService<IStagedFiles>(),
                        }
                    );
            }
        );
        // ActorsStart starts and stops the actor system instead.
        services.Remove(services.Last(service => service.ServiceType == typeof(IHostedService)));
        return services.AddHostedService(provider => provider.GetRequiredService<ActorsStart>());
    }

    private static ClusterContext? ClusterOf(IServiceProvider provider, ClusterNode? node, IOpenJournal journal) =>
        node is null
            ? null
            : new ClusterContext(
                node,
                ((PostgresDatabase)journal).Members,
                provider.GetRequiredService<ClusterLife>(),
                provider.GetRequiredService<ReadLease>(),
                provider.GetRequiredService<OtherNodes>(),
                provider.GetRequiredService<INodeAnswers>,
                provider.GetRequiredService<INodeFiles>()
            );

    private static AkkaConfigurationBuilder WithTransport(
        this AkkaConfigurationBuilder builder,
        ClusterContext? many,
        IServiceProvider provider
    )
    {
        if (many is null)
            return builder.AddHocon(NoTransport.Hocon, HoconAddMode.Prepend);
        var peers = new PeerCertificates(
            many.Node,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PeerCertificates>>()
        );
        return builder
            .AddSetup(ClusterTransport.Certificates(many.Node, peers))
            .AddHocon(ClusterTransport.Hocon(many.Node, many.Members.Token), HoconAddMode.Prepend);
    }

    private static IOpenJournal OpenJournal(
        IServiceProvider provider,
        ActorsOptions options,
        CondorIoOptions condor,
        IReadOnlyDictionary<string, FileIdentity> held,
        ClusterNode? cluster
    )
    {
        var (failure, board) = (provider.GetRequiredService<FatalFailure>(), provider.GetRequiredService<HealthBoard>());
        var (clock, logs) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
        if (options.Postgres is not { } postgres)
            return new JournalFiles(
                options.DataRootFolder,
                condor.InstanceId,
                held,
                failure,
                board,
                clock,
                logs.CreateLogger<JournalFiles>()
            );
        var files = new OpenFiles([.. held.Select(file => (file.Key, file.Value))], failure).Watched(clock, JournalFiles.Beat);
        var unused = new SqliteCopy(options.DataRootFolder, condor.InstanceId);
        try
        {
            unused.CheckUnused();
            // A closed file says that the journal is in PostgreSQL. An empty database is another one, or has lost it.
            var mayBeNew = unused.State != CopyState.Closed;
            var log = logs.CreateLogger<PostgresDatabase>();
            var database = new PostgresDatabase(postgres, condor.InstanceId, cluster?.Name, mayBeNew, files, board, clock, log);
            unused.LeaveUnused();
            return database;
        }
        catch (DbException fault)
        {
            throw new IOException($"the journal in {options.DataRootFolder}: {fault.Message}", fault);
        }
    }

    // The host stops the actor system with this reason only. If it ends for another reason (a downed member, a failed guardian), the
    // process would answer requests and do nothing.
    private static void StopOnUnexpectedTermination(ActorSystem system, FatalFailure failure, ActorsStart start)
    {
        if (start.IsStopping)
            return;
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        if (reason is not CoordinatedShutdown.ClrExitReason)
            failure.Note("the actors have stopped by themselves", reason?.GetType().Name ?? "no reason is known");
    }
}
