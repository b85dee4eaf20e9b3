using System.Globalization;

namespace HtcondorActors.TestPool;

/// <summary>The real executable, started as an administrator would; it may be ended in every way and started again.</summary>
/// <param name="environment">Of a pool: its tools on PATH.</param>
/// <param name="line">Is given each line that it prints.</param>
public sealed class SidecarProcess(
    string configFile,
    IReadOnlyDictionary<string, string> environment,
    Action<string> line,
    params string[] flags
) : IDisposable
{
    private const int KeptLines = 20;

    private readonly ManualResetEventSlim _reads = new(initialState: true);
    private readonly Queue<string> _last = [];
    private volatile Process? _process;

    /// <summary>The program that <c>./test</c> has published and compiled beforehand, or the one that the build made.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("HTCONDORACTORS_SIDECAR") is { Length: > 0 } published ? published : Built;

    /// <summary>The program of the build.</summary>
    public static string Built => RepositoryRoot.File("src", "Cli", "bin", Configuration, "net10.0", "htcondor-sidecar");

    /// <summary>A program that becomes the sidecar, and its arguments; empty: none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    public bool HasExited => _process?.HasExited ?? true;
    public int Id => _process!.Id;

    public void Start(IReadOnlyDictionary<string, string>? more = null)
    {
        string[] command = [.. Wrapper, Program, "serve", "--config", configFile, .. flags];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment.Concat(more ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // Others ask for its id meanwhile: one that has not started, or is disposed, has none. So the one before is left to the collector.
        _process = process;
    }

    /// <summary>Nobody reads what it prints, as with a stopped terminal, until the answer is disposed. It does not count as ended
    /// before that.</summary>
    public IDisposable PauseReading()
    {
        _reads.Reset();
        return new WhenDisposed(_reads.Set);
    }

    /// <summary>As the kernel's OOM killer would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as systemd would; gives the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signal("TERM");
        return ExitCodeAsync();
    }

    /// <summary>Returns when it has ended.</summary>
    /// <exception cref="TimeoutException">It has not, for far longer than a busy machine needs.</exception>
    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await _process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the sidecar {(HasExited ? "has ended, and its output has not" : "has not ended")}:\n{Last()}");
        }
        return _process.ExitCode;
    }

    /// <summary>The last lines that it has printed.</summary>
    private string Last()
    {
        lock (_last)
            return string.Join('\n', _last);
    }

    public void Signal(string name) => Shell.Run("/bin/kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);

    public void Dispose()
    {
        if (!HasExited)
            _process!.Kill();
        _process?.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs printed)
    {
        _reads.Wait();
        if (printed.Data is not { } text)
            return;
        lock (_last)
        {
            _last.Enqueue(text);
            if (_last.Count > KeptLines)
                _last.Dequeue();
        }
        line(text);
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
}
