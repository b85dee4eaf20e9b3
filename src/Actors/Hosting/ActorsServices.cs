using System.Data.Common;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using HtcondorActors.Actors.Journal;
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
    /// <summary>The name of the only node among the writers of a database.</summary>
    private const string OnlyNode = "the only node";

    /// <summary>
    /// Adds the actor system (a cluster of one without a port, its journal in the data folder) and the gateway to it. Needs the ports of
    /// <c>AddCondorIo</c> and an <see cref="IPodStatusFormat"/>.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">Intervals and limits.</param>
    /// <param name="condor">HTCondor's settings, such as sizes of batches.</param>
    /// <param name="hocon">The operator's HOCON. It overrides everything here, except that it cannot open a port (ADR 9).</param>
    /// <param name="held">Open files of this process. The process stops when one of them is removed or replaced.</param>
    /// <exception cref="InvalidOperationException">The journal cannot be made durable.</exception>
    public static IServiceCollection AddPodActors(
        this IServiceCollection services,
        ActorsOptions options,
        CondorIoOptions condor,
        string hocon = "",
        IReadOnlyDictionary<string, FileIdentity>? held = null
    )
    {
        services.TryAddSingleton(options);
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<HealthBoard>().AddSingleton<CondorBoard>().AddSingleton<PodStates>().AddSingleton<UnownedBoard>();
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
            provider.GetService<JobLabels>(),
            provider.GetRequiredService<IOperatorActions>(),
            provider.GetRequiredService<ProcessClock>(),
            provider.GetRequiredService<ILogger<UnownedJobActions>>()
        ));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ProcessClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FetchBoard(provider.GetRequiredService<ProcessClock>()));
        services.AddSingleton<FatalFailure>();
        services.AddSingleton(provider => OpenJournal(provider, options, condor, held ?? new Dictionary<string, FileIdentity>()));
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
                var journal = provider.GetRequiredService<IOpenJournal>();
                builder
                    .AddSetup(failure)
                    .AddSetup(journal.ForActors)
                    .AddHocon(journal.Settings, HoconAddMode.Append)
                    .ConfigureLoggers(loggers =>
                    {
                        // The pods and the poller write their own log entries. Of its own entries, Akka writes warnings and errors only.
                        loggers.LogLevel = Akka.Event.LogLevel.WarningLevel;
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    })
                    .WithClustering(new ClusterOptions())
                    .AddHocon(NoTransport.Hocon, HoconAddMode.Prepend)
                    .AddStartup(
                        (system, _) =>
                        {
                            var cluster = Akka.Cluster.Cluster.Get(system);
                            cluster.Join(cluster.SelfAddress);
                            system.WhenTerminated.ContinueWith(_ => StopOnUnexpectedTermination(system, failure), TaskScheduler.Default);
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
                    );
            }
        );
        // ActorsStart starts and stops the actor system instead.
        services.Remove(services.Last(service => service.ServiceType == typeof(IHostedService)));
        return services.AddHostedService(provider => provider.GetRequiredService<ActorsStart>());
    }

    private static IOpenJournal OpenJournal(
        IServiceProvider provider,
        ActorsOptions options,
        CondorIoOptions condor,
        IReadOnlyDictionary<string, FileIdentity> held
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
            var database = new PostgresDatabase(postgres, condor.InstanceId, OnlyNode, mayBeNew, files, board, clock, log);
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
    private static void StopOnUnexpectedTermination(ActorSystem system, FatalFailure failure)
    {
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        if (reason is not CoordinatedShutdown.ClrExitReason)
            failure.Note("the actors have stopped by themselves", reason?.GetType().Name ?? "no reason is known");
    }
}
