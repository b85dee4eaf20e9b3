using System.Diagnostics;
using System.Text;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A command of an operator that stays (<c>-f</c>, <c>-w</c>), and what it has printed so far.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly StringBuilder _printed = new();
    private readonly Process _process;

    public RunningCommand(Sidecar sidecar, params IReadOnlyList<string> typed)
    {
        var start = new ProcessStartInfo(Sidecar.Program, [.. typed, "--config", sidecar.ConfigFile]) { RedirectStandardOutput = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                lock (_printed)
                    _printed.Append(text).Append('\n');
        };
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    /// <summary>Waits for one line with all these words.</summary>
    public Task UntilPrintedAsync(params IReadOnlyList<string> words) =>
        Wait.UntilAsync(
            $"a line with {string.Join(" and ", words)}",
            () => Task.FromResult(Printed.Split('\n').Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal))))
        );

    /// <summary>Returns when the command has ended by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
