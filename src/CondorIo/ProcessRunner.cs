using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Runs a tool to its end: the only place where processes are started. No shell; a time limit after which the whole process
/// tree is killed (condor_submit waits for ever for a frozen schedd); bounded output; a bound on how many run at once.
/// </summary>
internal sealed class ProcessRunner(CondorIoOptions options, TimeProvider clock, ILogger<ProcessRunner> log) : IDisposable
{
    /// <summary>How long a killed process may take to be gone; one that hangs in the kernel is left behind.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private const int MaxErrorBytes = 16 * 1024;

    private readonly SemaphoreSlim _slots = new(options.MaxProcesses);

    /// <summary>The time limit counts from the start of the process, not from the call.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="cancel">Kills it.</param>
    /// <param name="take">Is given what it says as it comes, and the outcome holds none of it; worth something only when the outcome is no
    /// failure.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; the process was killed.</exception>
    public async Task<ToolOutcome> RunAsync(ToolCommand command, CancellationToken cancel, Action<ReadOnlyMemory<byte>>? take = null)
    {
        await _slots.WaitAsync(cancel);
        try
        {
            var started = clock.GetTimestamp();
            FailPoint.Hit("before-call", command.Program);
            var outcome = await RunInSlotAsync(command, take, cancel);
            FailPoint.Hit("after-call", command.Program);
            log.ToolEnded(command.Program, (long)clock.GetElapsedTime(started).TotalMilliseconds, outcome.Failure?.Kind.ToString() ?? "ok");
            return outcome;
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<ToolOutcome> RunInSlotAsync(ToolCommand command, Action<ReadOnlyMemory<byte>>? take, CancellationToken cancel)
    {
        if (ProgramOnPath(command.Program) is not { } path)
            return Failed(CondorFailureKind.ToolMissing, "not found on PATH");

        using var process = new Process { StartInfo = StartInfoOf(path, command) };
        try
        {
            process.Start();
            FailPoint.Hit("during-call", command.Program); // the tool lives on without us
        }
        catch (Win32Exception fault)
        {
            return Failed(CondorFailureKind.ToolMissing, $"could not be started: {ToolWords.OneLine(fault.Message)}");
        }

        // A process closes none of the pipes that were asked of it.
        await using var input = process.StandardInput.BaseStream;
        await using var output = process.StandardOutput.BaseStream;
        await using var error = process.StandardError.BaseStream;
        using var limit = new CancellationTokenSource(command.TimeLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            // All three at once: a tool that fills one pipe while nobody reads it would never end.
            var all = new MemoryStream();
            var said = ReadAsync(output, take ?? (block => all.Write(block.Span)), command.MaxOutputBytes, stop);
            var complaint = ReadStartAsync(error, stop.Token);
            await Task.WhenAll(WriteAsync(input, command.Input, stop.Token), said, complaint, process.WaitForExitAsync(stop.Token))
                .WaitAsync(stop.Token); // a grandchild that escaped the kill may hold a pipe open
            return process.ExitCode == 0
                ? new ToolOutcome(all.GetBuffer().AsMemory(0, (int)all.Length), null)
                : ToolOutcome.Of(
                    new CondorFailure(CondorFailureKind.Failed, command.Program, process.ExitCode, ToolWords.OneLine(await complaint))
                );
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process);
            cancel.ThrowIfCancellationRequested();
            return limit.IsCancellationRequested
                ? Failed(CondorFailureKind.TimedOut, $"did not end within {command.TimeLimit.TotalSeconds:0.#} s and was killed")
                : Failed(CondorFailureKind.Unreadable, $"wrote more than {command.MaxOutputBytes} bytes and was killed");
        }

        ToolOutcome Failed(CondorFailureKind kind, string words) => ToolOutcome.Of(new CondorFailure(kind, command.Program, null, words));
    }

    private ProcessStartInfo StartInfoOf(string path, ToolCommand command)
    {
        var start = new ProcessStartInfo(path, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in options.ToolEnvironment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>By the PATH that the tool will have: .NET itself would look only along that of this process.</summary>
    private string? ProgramOnPath(string program)
    {
        var path = options.ToolEnvironment.TryGetValue("PATH", out var own) ? own : Environment.GetEnvironmentVariable("PATH");
        return (path ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }

    private static async Task WriteAsync(Stream pipe, string input, CancellationToken stop)
    {
        try
        {
            await pipe.WriteAsync(Encoding.UTF8.GetBytes(input), stop);
            await pipe.DisposeAsync();
        }
        catch (IOException)
        {
            // It ended without reading its input; its exit code says why.
        }
    }

    private static async Task ReadAsync(Stream stream, Action<ReadOnlyMemory<byte>> take, int maxBytes, CancellationTokenSource stop)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        while (await stream.ReadAsync(buffer, stop.Token) is var count and > 0)
        {
            length += count;
            if (length > maxBytes)
                await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
            take(buffer.AsMemory(0, count));
        }
    }

    /// <summary>Keeps the beginning; the rest is read and dropped, so that the tool is not stopped by a full pipe.</summary>
    private static async Task<string> ReadStartAsync(Stream stream, CancellationToken stop)
    {
        var start = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, stop) is var count and > 0)
            start.Write(buffer, 0, Math.Min(count, MaxErrorBytes - (int)start.Length));
        return Encoding.UTF8.GetString(start.GetBuffer(), 0, (int)start.Length);
    }

    private async Task KillAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(KillPatience, clock);
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidOperationException or Win32Exception or AggregateException)
        {
            log.ProcessOutlivedKill(process.Id, fault.Message);
        }
    }
}
