using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A job to vary with <c>with</c>, and what condor_submit makes of it without queueing it.</summary>
internal static class Jobs
{
    public static readonly CondorIoOptions Options = new()
    {
        DataRootFolder = "/tmp",
        Instance = "me",
        TagAttribute = "InterLinkTag",
    };

    public static readonly SubmitDescription Plain = new()
    {
        Tag = JobTag.Parse("tag"),
        Attempt = 1,
        Executable = "/bin/true",
        Cpus = 1,
        MemoryMiB = 64,
        VacateTime = TimeSpan.FromSeconds(5),
    };

    /// <summary>One dictionary per job. What a job's part does not have it inherits from the first, as in the schedd.</summary>
    public static List<Dictionary<string, string>> DryRun(
        this CondorPool pool,
        IReadOnlyList<SubmitDescription> jobs,
        CondorIoOptions options
    )
    {
        var folder = Directory.CreateTempSubdirectory("ila-dry.").FullName;
        Directory.CreateDirectory(Path.Combine(folder, JobFileNames.Incoming));
        var file = Path.Combine(folder, "submit");
        try
        {
            File.WriteAllText(file, SubmitFile.Write(jobs, _ => folder, options));
            var dryRun = pool.Tool("condor_submit", "-dry-run", "-", file);
            Assert.True(dryRun.ExitCode == 0, dryRun.Stderr);
            Assert.DoesNotContain("unused", dryRun.Stderr, StringComparison.OrdinalIgnoreCase);
            return AdsOf(dryRun.Stdout);
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    private static List<Dictionary<string, string>> AdsOf(string dryRun)
    {
        // Each job's lines NAME=VALUE end with a line ".".
        var parts = dryRun
            .Split("\n.\n")[..^1]
            .Select(part =>
                part.Split('\n')
                    .Select(line => line.Split('=', 2))
                    .Where(pair => pair.Length == 2)
                    .ToDictionary(pair => pair[0], pair => pair[1])
            )
            .ToList();
        foreach (var part in parts.Skip(1))
        foreach (var (name, value) in parts[0])
            part.TryAdd(name, value);
        return parts;
    }
}
