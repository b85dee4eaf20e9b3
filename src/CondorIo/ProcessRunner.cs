using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Runs a tool to its end: the only place where processes are started. There is no shell. After a time limit the whole process tree is
/// killed, because condor_submit waits for ever for a frozen schedd. The output and the number of simultaneous processes are bounded.
/// </summary>
internal sealed class ProcessRunner(CondorIoOptions options, NodeShare share, TimeProvider clock, ILogger<ProcessRunner> log) : IDisposable
{
    /// <summary>How long to wait for a killed process to disappear. A process that hangs in the kernel is abandoned.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private const int MaxErrorBytes = 16 * 1024;

    private readonly ToolSlots _slots = new(options.MaxProcesses, share, options.IsRemote);

    /// <summary>
    /// True if a tool can run now and leaves room for another one. Work that can be left out asks this first, so that it delays nothing.
    /// </summary>
    public bool HasSpare => _slots.HasSpare;

    /// <summary>Runs a command. Its time limit counts from the start of the process, not from the call.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <param name="take">Receives the output as it arrives; the outcome then contains none of it. The output is valid only if the outcome
    /// is not a failure.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled, and the process was killed.</exception>
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
        if (CondorTools.Find(command.Program, options) is not { } path)
            return Failed(CondorFailureKind.ToolMissing, "not found on PATH");

        using var process = new Process { StartInfo = StartInfoOf(path, command) };
        try
        {
            process.Start();
            FailPoint.Hit("during-call", command.Program); // the tool outlives this process
        }
        catch (Win32Exception fault)
        {
            return Failed(CondorFailureKind.ToolMissing, $"could not be started: {ToolWords.OneLine(fault.Message)}");
        }

        // Disposing a Process does not close its redirected pipes.
        await using var input = process.StandardInput.BaseStream;
        await using var output = process.StandardOutput.BaseStream;
        await using var error = process.StandardError.BaseStream;
        using var limit = new CancellationTokenSource(command.TimeLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            // All pipes are served at once, because a tool that fills an unread pipe would never end.
            var all = new MemoryStream();
            var said = ReadAsync(output, take ?? (block => all.Write(block.Span)), command.MaxOutputBytes, stop);
            var complaint = ReadStartAsync(error, stop.Token);
            await Task.WhenAll(WriteAsync(input, command.Input, stop.Token), said, complaint, process.WaitForExitAsync(stop.Token))
                .WaitAsync(stop.Token); // a grandchild that escaped the kill may keep a pipe open
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

    private static async Task WriteAsync(Stream pipe, string input, CancellationToken stop)
    {
        try
        {
            await pipe.WriteAsync(Encoding.UTF8.GetBytes(input), stop);
            await pipe.DisposeAsync();
        }
        catch (IOException)
        {
            // The tool ended without reading its input; its exit code shows why.
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

    /// <summary>Keeps the beginning. The rest is read and dropped, so that a full pipe does not block the tool.</summary>
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
