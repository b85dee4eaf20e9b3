namespace HtcondorActors.CondorIo;

/// <summary>The condor tools that the sidecar calls, and where they are.</summary>
public static class CondorTools
{
    private static readonly string[] Always =
    [
        "condor_submit",
        "condor_q",
        "condor_history",
        "condor_release",
        "condor_rm",
        "condor_qedit",
        "condor_status",
    ];

    /// <summary>The names of the tools that are not on PATH.</summary>
    public static IReadOnlyList<string> Missing(CondorIoOptions options) =>
        [.. (options.IsRemote ? [.. Always, "condor_transfer_data"] : Always).Where(tool => Find(tool, options) is null)];

    /// <summary>Searches the PATH that the tool will have. .NET itself would search only this process's PATH.</summary>
    internal static string? Find(string program, CondorIoOptions options)
    {
        var path = options.ToolEnvironment.TryGetValue("PATH", out var own) ? own : Environment.GetEnvironmentVariable("PATH");
        return (path ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }
}
