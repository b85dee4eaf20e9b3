using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;
using Akka.Hosting;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>All actors of one node as the program starts them, with a schedd and folders in memory.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private const string Hocon = """
        akka.log-dead-letters = off
        akka.log-dead-letters-during-shutdown = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-node.").FullName;
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;
    private readonly Lines _lines = new();

    private NodeHost(Func<ActorsOptions, ActorsOptions>? change, Action<string>? beforeLogger)
    {
        var options = new ActorsOptions
        {
            DataRootFolder = _folder,
            PollInterval = TimeSpan.FromMilliseconds(100),
            StreamInterval = TimeSpan.FromMilliseconds(100),
            RetryAfter = TimeSpan.FromMilliseconds(100),
            RetryAtMost = TimeSpan.FromSeconds(1),
            StepTimeLimit = TimeSpan.FromSeconds(2),
            OutputMissing = TimeSpan.Zero, // its jobs write nothing
        };
        var services = new ServiceCollection();
        if (beforeLogger is not null)
            services.AddSingleton<ILoggerFactory>(new Loggers(_lines, beforeLogger));
        services.AddLogging(logging => logging.AddProvider(_lines).SetMinimumLevel(LogLevel.Debug));
        services.AddSingleton<ICondorScheduler>(Schedd).AddSingleton<IJobOutput>(Output);
        services.AddSingleton<IJobFolders>(Folders).AddSingleton<IPodStatusFormat, Words>();
        services.AddSingleton<IHostApplicationLifetime, Lifetime>();
        var condor = new CondorIoOptions
        {
            DataRootFolder = _folder,
            Instance = "test",
            TagAttribute = "InterLinkTag",
        };
        services.AddSingleton(condor).AddPodActors(change?.Invoke(options) ?? options, condor, Hocon);
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
    }

    public InMemorySchedd Schedd { get; } = new();
    public MemoryFolders Folders { get; } = new();
    public GrowingOutput Output { get; } = new();
    public IPodGateway Gateway => _services.GetRequiredService<IPodGateway>();
    public IOperatorActions Actions => _services.GetRequiredService<IOperatorActions>();
    public OperatorBoard Operators => _services.GetRequiredService<OperatorBoard>();
    public PodStates States => _services.GetRequiredService<PodStates>();
    public StatusBoard Board => _services.GetRequiredService<StatusBoard>();
    public IUnownedJobs Unowned => _services.GetRequiredService<IUnownedJobs>();
    public ActorSystem System => _services.GetRequiredService<ActorSystem>();
    public FatalFailure Failure => _services.GetRequiredService<FatalFailure>();
    public IReadOnlyList<string> Log => _lines.All;

    public static async Task<NodeHost> StartAsync(Func<ActorsOptions, ActorsOptions>? change = null)
    {
        var node = new NodeHost(change, null);
        await node.StartAsync();
        return node;
    }

    /// <summary>A node that is not started yet.</summary>
    /// <param name="beforeLogger">Called with the category before anybody is given a logger: what is started can be held up there.</param>
    public static NodeHost NotStarted(Action<string> beforeLogger) => new(null, beforeLogger);

    public async Task StartAsync()
    {
        foreach (var hosted in _hosted.OfType<IHostedLifecycleService>())
            await hosted.StartingAsync(CancellationToken.None);
        foreach (var hosted in _hosted)
            await hosted.StartAsync(CancellationToken.None);
        foreach (var hosted in _hosted.OfType<IHostedLifecycleService>())
            await hosted.StartedAsync(CancellationToken.None);
        await _services.GetRequiredService<ActorsStart>().Ended;
    }

    /// <summary>What the journal holds of the pod now.</summary>
    public IReadOnlyList<JournalEntry> EntriesOf(PodUid uid) => EntriesOf(PodActor.PersistenceIdOf(uid));

    /// <summary>What the journal holds of an id now.</summary>
    public IReadOnlyList<JournalEntry> EntriesOf(string persistenceId) =>
        JournalFile.Read(JournalConnection, connection => JournalTable.Read(connection, persistenceId, 0, long.MaxValue));

    public string JournalConnection => ((JournalFiles)_services.GetRequiredService<IOpenJournal>()).ConnectionString;

    public ActorSelection Beside(string name) => System.ActorSelection($"/user/beside-the-pods/{name}");

    public IActorRef Region => _services.GetRequiredService<ActorRegistry>().Get<PodActor>();

    public static PodSpec Pod(int number) =>
        new()
        {
            Uid = PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}"),
            Name = $"pod-{number}",
            Namespace = "default",
            Containers =
            [
                new ContainerSpec
                {
                    Name = "main",
                    Image = "busybox",
                    Command = ["true"],
                },
            ],
        };

    /// <summary>The pod's job runs, and the pod is watched.</summary>
    public async Task CreateAsync(PodSpec pod)
    {
        Assert.IsType<PodCreated>(await Gateway.CreateAsync(pod, CancellationToken.None));
        await UntilAsync($"the job of {pod.Name} to run", () => Schedd.Of(pod.Uid.Tag)?.Status == JobStatus.Running);
    }

    /// <summary>A job as a lost journal leaves it. Returns its id when it is listed as a job without a pod.</summary>
    public async Task<string> SubmitWithoutPodAsync(JobTag tag)
    {
        var submitted = await Schedd.SubmitAsync(
            [
                new SubmitDescription
                {
                    Tag = tag,
                    Attempt = 1,
                    Executable = "/runner.sh",
                    Cpus = 1,
                    MemoryMiB = 1,
                    InputFiles = [],
                    VacateTime = TimeSpan.Zero,
                },
            ],
            CancellationToken.None
        );
        var job = submitted[0].Job.ToString()!;
        await UntilAsync(
            "it to be listed",
            async () => (await Unowned.ListAsync(CancellationToken.None) ?? []).Any(listed => listed.Job == job)
        );
        return job;
    }

    /// <summary>Its job ends, its end is told, and it is deleted with its job and its files.</summary>
    public async Task EndAndDeleteAsync(PodSpec pod)
    {
        Schedd.End(pod.Uid.Tag);
        await UntilAsync(
            $"{pod.Name} to be told as ended",
            async () =>
                (await Gateway.StatusAsync([pod.Uid], CancellationToken.None)) is [var told]
                && Encoding.UTF8.GetString(told.Span).Contains("Terminated", StringComparison.Ordinal)
        );
        await UntilAsync($"the job of {pod.Name} to be acknowledged", () => Schedd.Of(pod.Uid.Tag)!.FromHistory);
        Assert.IsType<DeletionAccepted>(await Gateway.DeleteAsync(pod.Uid, CancellationToken.None));
        await UntilAsync($"{pod.Name} to be deleted", () => Told(pod.Uid, "deleted"));
    }

    /// <summary>True if the log has a line about the pod with these words.</summary>
    public bool Told(PodUid pod, string words) =>
        Log.Any(line => line.Contains(pod.Value, StringComparison.Ordinal) && line.EndsWith(": " + words, StringComparison.Ordinal));

    public static Task UntilAsync(string what, Func<bool> condition) => UntilAsync(what, () => Task.FromResult(condition()));

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Soon);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"waited in vain for {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>As systemd asks for it.</summary>
    /// <param name="timeIsUp">Cancelled when the host's limit for a stop is reached.</param>
    public async Task StopAsync(CancellationToken timeIsUp = default)
    {
        foreach (var hosted in _hosted)
            await hosted.StopAsync(timeIsUp);
    }

    /// <summary>Without the second that a member takes to leave its cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        TestFolder.Remove(_folder);
    }

    private sealed class Words : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) =>
            Encoding.UTF8.GetBytes(string.Join(' ', status.Containers.Select(container => container.State.GetType().Name)));
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;
        public CancellationToken ApplicationStopping => default;
        public CancellationToken ApplicationStopped => default;

        public void StopApplication() { }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> All => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }

    private sealed class Loggers(Lines lines, Action<string> before) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName)
        {
            before(categoryName);
            return lines;
        }

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
