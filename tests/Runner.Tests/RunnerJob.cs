using System.Diagnostics;
using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Runner.Tests;

/// <summary>The runner at work on a plan in a sandbox folder, as HTCondor would start it; its stream can be looked at while it
/// grows.</summary>
internal sealed class RunnerJob : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MemoryStream _stream = new();
    private readonly StringBuilder _complaints = new();
    private readonly Process _process;
    private readonly Task _reading;

    /// <param name="shell">dash or bash.</param>
    /// <param name="plan">Written as the file plan; null: there is none.</param>
    /// <param name="prepare">Puts more files into the sandbox.</param>
    /// <param name="wrapper">A program that runs the rest (the pool's in-pool, env ...), or nothing.</param>
    public RunnerJob(string shell, object? plan, Action<string>? prepare = null, params string[] wrapper)
    {
        Folder = Directory.CreateTempSubdirectory("ila-run.").FullName;
        if (plan is not null)
            File.WriteAllText(Path.Combine(Folder, "plan"), plan.ToString());
        prepare?.Invoke(Folder);
        string[] command = [.. wrapper, .. RunnerUnderTest.Command(shell, Folder), "plan"];
        _process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_complaints)
                _complaints.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        _reading = Task.Run(ReadAll);
    }

    public string Folder { get; }

    public byte[] Bytes
    {
        get
        {
            lock (_stream)
                return _stream.ToArray();
        }
    }

    public IReadOnlyList<StreamPart> Parts => new FrameParser().Read(Bytes);

    public IReadOnlyList<Frame> Frames => [.. Parts.OfType<Frame>()];

    /// <summary>All frames about a container ("-": the pod), of whatever kind.</summary>
    public IReadOnlyList<ParsedFrame> Told(string container) => [.. ParsedFrame.AllIn(Bytes).Where(frame => frame.Container == container)];

    /// <summary>What was told about a container but its log (and the pad): "start", "exit 0", "restart 1 100" ...</summary>
    public IReadOnlyList<string> Story(string container) =>
        [.. Told(container).Where(frame => frame.Kind is not ("log" or "pad")).Select(frame => frame.ToString())];

    public RunView View => Frames.Aggregate(RunView.Empty, (view, frame) => view.Apply(frame));

    public string LogOf(string container) => Encoding.UTF8.GetString(LogBytesOf(container));

    public byte[] LogBytesOf(string container)
    {
        using var log = new MemoryStream();
        new LogReading(container, new LogQuery { Container = container })
            .WriteNewAsync(new MemoryStream(Bytes), log, CancellationToken.None)
            .Wait();
        return log.ToArray();
    }

    public ContainerExit? ExitOf(string container) => View.Containers.GetValueOrDefault(container)?.Exit;

    /// <summary>Waits until the stream says so; the failure shows the stream.</summary>
    public RunnerJob Until(Func<RunnerJob, bool> condition, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (!condition(this))
        {
            Assert.True(waited.Elapsed < (patience ?? Patience) && !_reading.IsCompleted, "it did not come to this:\n" + this);
            _reading.Wait(TimeSpan.FromMilliseconds(20));
        }
        return this;
    }

    public RunnerJob Terminate()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return this;
    }

    /// <summary>The first process of the container with that number.</summary>
    public RunnerJob KillContainer(int number) => Kill(FirstProcess(number));

    /// <summary>The shell of the runner that waits for that container.</summary>
    public RunnerJob KillShellOf(int number) => Kill(ParentOf(FirstProcess(number)));

    /// <summary>The runner's second shell, which does all the work: the parent of those that wait for the containers.</summary>
    public RunnerJob KillWorker() => Kill(ParentOf(ParentOf(FirstProcess(1))));

    /// <summary>A container may do its first work before the runner has written down its number.</summary>
    private int FirstProcess(int number)
    {
        var file = $"{Folder}/runner/{number}/pid";
        Until(_ => File.Exists(file));
        return int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }

    private RunnerJob Kill(int process)
    {
        using var victim = Process.GetProcessById(process);
        victim.Kill();
        return this;
    }

    private static int ParentOf(int process) =>
        int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>As when the node is lost: no part of it can do anything more.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        EndWhatIsLeft();
        _process.WaitForExit();
    }

    /// <summary>The end of the process and of its output; gives the exit code.</summary>
    public int End()
    {
        Assert.True(_reading.Wait(Patience) && _process.WaitForExit(Patience), "it does not end:\n" + this);
        return _process.ExitCode;
    }

    /// <summary>The same, with this exit code; the failure shows the stream.</summary>
    public void EndsWith(int code)
    {
        var ended = End();
        Assert.True(ended == code, $"it ended with {ended} instead of {code}:\n{this}");
    }

    /// <summary>Waits until no process on this machine has anything of the sandbox mounted (the FUSE processes of an image ...).</summary>
    public void UntilNothingHasItMounted()
    {
        var waited = Stopwatch.StartNew();
        while (Process.GetProcesses().Where(HasItMounted).Select(process => process.ProcessName).ToArray() is { Length: > 0 } left)
        {
            Assert.True(waited.Elapsed < Patience, "still there: " + string.Join(' ', left));
            Thread.Yield();
        }
    }

    private bool HasItMounted(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/mountinfo").Contains(Folder + "/", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public override string ToString()
    {
        lock (_complaints)
            return string.Join('\n', ParsedFrame.AllIn(Bytes).Select(frame => $"{frame.At} {frame.Container} {frame}"))
                + "\nstandard error:\n"
                + _complaints;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        EndWhatIsLeft();
        // The upper half of an overlay has a folder that its owner may not enter.
        using var chmod = Process.Start("/bin/chmod", ["-R", "u+rwX", Folder]);
        chmod.WaitForExit();
        // Files of earlier attempts may still be on their way out.
        using var rm = Process.Start("/bin/rm", ["-rf", Folder]);
        rm.WaitForExit();
    }

    /// <summary>As HTCondor does when a job ends: what the runner has left running (a fetch that was given up ...) ends with it.</summary>
    private void EndWhatIsLeft()
    {
        foreach (var process in Process.GetProcesses())
            using (process)
            {
                try
                {
                    if (
                        File.ResolveLinkTarget($"/proc/{process.Id}/cwd", returnFinalTarget: false)
                            ?.FullName.StartsWith(Folder, StringComparison.Ordinal) == true
                    )
                        process.Kill();
                }
                catch (Exception gone)
                    when (gone
                            is IOException
                                or UnauthorizedAccessException
                                or InvalidOperationException
                                or System.ComponentModel.Win32Exception
                    )
                {
                    // it ended meanwhile, or is not ours
                }
            }
    }

    private void ReadAll()
    {
        var buffer = new byte[65_536];
        for (int count; (count = _process.StandardOutput.BaseStream.Read(buffer)) > 0; )
            lock (_stream)
                _stream.Write(buffer, 0, count);
    }
}
