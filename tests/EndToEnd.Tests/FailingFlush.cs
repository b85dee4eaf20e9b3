using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A test that needs a C compiler; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsFailingFlushAttribute : FactAttribute
{
    public NeedsFailingFlushAttribute() => Skip = FailingFlush.WhyNot.Value;
}

/// <summary>A disk that fails to flush a journal's log once, for the processes that have <see cref="Environment"/> (fsync.c,
/// preloaded).</summary>
internal sealed class FailingFlush : IDisposable
{
    /// <summary>Null: there can be one here.</summary>
    public static readonly Lazy<string?> WhyNot = new(() =>
    {
        try
        {
            using var flush = new FailingFlush();
            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-fsync.").FullName;

    public FailingFlush()
    {
        var compiled = Shell.Run(
            "/bin/sh",
            ["-c", "cc -shared -fPIC -O1 -o \"$1\" \"$2\"", "sh", Library, Path.Combine(AppContext.BaseDirectory, "fsync.c")]
        );
        if (compiled.ExitCode == 0)
            return;
        Dispose();
        throw new IOException("fsync.c cannot be compiled here: " + compiled.Output.Trim());
    }

    private string Library => Path.Combine(_folder, "fsync.so");
    private string Sign => Path.Combine(_folder, "fails");

    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["FAILING_FSYNC"] = Sign };

    /// <summary>Whether one has failed since it was asked for.</summary>
    public bool HasFailed => !File.Exists(Sign);

    public void FailNext() => File.WriteAllText(Sign, "");

    public void Dispose() => TestFolder.Remove(_folder);
}
