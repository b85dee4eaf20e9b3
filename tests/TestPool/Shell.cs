using System.Text;

namespace HtcondorActors.TestPool;

public sealed record ShellResult(int ExitCode, string Stdout, string Stderr)
{
    public string Output => Stdout + Stderr;
}

/// <summary>Runs a program of the test's world to its end (never the product's way of doing it).</summary>
public static class Shell
{
    public static ShellResult Run(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        StringBuilder stdout = new(),
            stderr = new();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                lock (stdout)
                    stdout.Append(text).Append('\n');
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                lock (stderr)
                    stderr.Append(text).Append('\n');
        };
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(limit ?? TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end in time");
        }
        process.WaitForExit();
        lock (stdout)
            lock (stderr)
                return new ShellResult(process.ExitCode, stdout.ToString(), stderr.ToString());
    }
}
