using HtcondorActors.TestPool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>The room as its users get it, on a data root of its own.</summary>
internal sealed class Room : IDisposable
{
    private readonly ServiceProvider _services;

    public Room(
        IReadOnlyDictionary<string, string> toolEnvironment,
        Func<CondorIoOptions, CondorIoOptions>? change = null,
        TimeProvider? clock = null,
        ILoggerProvider? log = null
    )
    {
        var options = new CondorIoOptions
        {
            DataRootFolder = Directory.CreateTempSubdirectory("ila-room.").FullName,
            Instance = "test-" + Guid.NewGuid().ToString("N")[..12],
            InstanceId = "folder-" + Guid.NewGuid().ToString("N")[..12],
            TagAttribute = "InterLinkTag",
            ToolEnvironment = toolEnvironment,
        };
        Options = change is null ? options : change(options);
        var services = new ServiceCollection().AddSingleton(clock ?? TimeProvider.System);
        if (log is not null)
            services.AddLogging(logging => logging.AddProvider(log));
        _services = services.AddCondorIo(Options).BuildServiceProvider();
    }

    public CondorIoOptions Options { get; }
    public ICondorScheduler Scheduler => _services.GetRequiredService<ICondorScheduler>();
    public IJobFolders Folders => _services.GetRequiredService<IJobFolders>();
    public IJobOutput Output => _services.GetRequiredService<IJobOutput>();
    public ProcessRunner Runner => _services.GetRequiredService<ProcessRunner>();

    public string FolderOf(JobTag tag) => Path.Combine(Options.DataRootFolder, "jobs", tag.Value);

    public string ReadOutput(JobTag tag)
    {
        using var stream = Output.OpenRead(tag);
        return stream is null ? "" : new StreamReader(stream).ReadToEnd().TrimEnd('\0');
    }

    public void Dispose()
    {
        _services.Dispose();
        TestFolder.Remove(Options.DataRootFolder);
    }
}
