using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.CondorIo;

/// <summary>Registers this room: its only public entry point.</summary>
public static class CondorIoServices
{
    /// <summary>
    /// Registers <see cref="ICondorScheduler"/>, <see cref="IJobFolders"/> and <see cref="IJobOutput"/>, and the system's clock if there is
    /// no other.
    /// </summary>
    /// <exception cref="ArgumentException">The options have faults; all of them are in the message, one per line.</exception>
    public static IServiceCollection AddCondorIo(this IServiceCollection services, CondorIoOptions options)
    {
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join('\n', faults), nameof(options));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(NullLogger<>)));
        services.AddSingleton(options);
        services.AddSingleton<NodeShare>().AddSingleton<ProcessRunner>();
        services.AddSingleton<UnreadableAnswers>();
        services.AddSingleton<CondorQueries>();
        services.AddSingleton<PoolQueries>().AddSingleton<ScheddIdentity>();
        services.AddSingleton(of => new CondorVersions(options, of.GetRequiredService<ProcessRunner>()));
        services.AddSingleton<IdleQueries>();
        services.AddSingleton(of => new JobLabels(options, of.GetRequiredService<ProcessRunner>()));
        services.AddSingleton<BatchSubmit>();
        services.AddSingleton<OutputFetch>();
        services.AddSingleton<ICondorScheduler, CondorCli>();
        services.AddSingleton<IJobFolders, JobFolders>();
        services.AddSingleton<IStagedFiles, StagedFiles>().AddSingleton<INodeFiles, NodeFiles>();
        services.AddSingleton<IJobOutput, JobOutput>();
        return services;
    }
}
