namespace HtcondorActors.ChaosRun;

/// <summary>The sidecar's wall clock, and nobody else's (clock.c, preloaded); where there is no C compiler it cannot be stepped.</summary>
internal sealed class Clock
{
    private readonly string _file;

    public Clock(string folder)
    {
        _file = Path.Combine(folder, "clock");
        Step(TimeSpan.Zero);
        var library = Path.Combine(folder, "clock.so");
        var compiled = Shell.Run(
            "/bin/sh",
            ["-c", "cc -shared -fPIC -O1 -o \"$1\" \"$2\"", "sh", library, Path.Combine(AppContext.BaseDirectory, "clock.c")]
        );
        CanBeStepped = compiled.ExitCode == 0;
        Environment = CanBeStepped ? new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CHAOS_CLOCK"] = _file } : [];
    }

    /// <summary>For the sidecar.</summary>
    public Dictionary<string, string> Environment { get; }

    public bool CanBeStepped { get; }

    /// <summary>From now on it is wrong by so much.</summary>
    public void Step(TimeSpan by)
    {
        // In place: the sidecar has the file mapped.
        using var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)by.TotalSeconds));
    }
}
