using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The files that the configuration names for the condor tools. A sidecar that has no pods yet does not start without them. A sidecar
/// that has pods starts and warns: a proxy that is away for a moment must not leave its pods without an answer.
/// </summary>
internal static class ToolFiles
{
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config) =>
        Unusable(config).ToArray() is { Length: > 0 } faults && !DataFolder.HasPods(config) ? faults : [];

    /// <summary>One line for each file that cannot be used.</summary>
    public static IEnumerable<string> Warnings(SidecarConfig config) =>
        Unusable(config).Select(fault => $"{fault.Key}: {fault.Words}; calls of the condor tools may fail until it can be read");

    private static IEnumerable<ConfigFault> Unusable(SidecarConfig config)
    {
        (string Key, string Path)[] files =
        [
            (nameof(config.CertFile), config.CertFile),
            (nameof(config.KeyFile), config.KeyFile),
            (nameof(config.Proxy), config.Proxy),
        ];
        foreach (var (key, path) in files.Where(file => file.Path.Length > 0))
            if (FaultOfFile(path) is { } words)
                yield return new(key, words);
        // /dev/null stands for an empty configuration.
        if (config.CondorConfig is { Length: > 0 } and not SchedulerSection.OnlyEnvironment && !File.Exists(config.CondorConfig))
            yield return new(nameof(config.CondorConfig), $"there is no file {config.CondorConfig}");
        if (config.CaDir.Length > 0 && !Directory.Exists(config.CaDir))
            yield return new(nameof(config.CaDir), $"there is no folder {config.CaDir}");
    }

    private static string? FaultOfFile(string path)
    {
        try
        {
            UnixFile.OpenRegular(path).Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {fault.Message}";
        }
    }
}
