using System.Diagnostics;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Runner;

namespace HtcondorActors.Runner.Tests;

/// <summary>The runner at work on a plan in a sandbox folder, as HTCondor would start it; its stream can be looked at while it grows.</summary>
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
        var program = Path.Combine(Folder, RunnerScript.FileName);
        File.WriteAllBytes(program, RunnerScript.Content.Span);
        if (plan is not null) File.WriteAllText(Path.Combine(Folder, "plan"), plan.ToString());
        prepare?.Invoke(Folder);
        string[] command = [.. wrapper, shell, program, "plan"];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) => { lock (_complaints) _complaints.AppendLine(line.Data); };
        _process.BeginErrorReadLine();
        _reading = Task.Run(ReadAll);
    }

    public string Folder { get; }

    public byte[] Bytes
    {
        get { lock (_stream) return _stream.ToArray(); }
    }

    public IReadOnlyList<StreamPart> Parts => new FrameParser().Read(Bytes);

    public IReadOnlyList<Frame> Frames => [.. Parts.OfType<Frame>()];

    public RunView View => Frames.Aggregate(RunView.Empty, (view, frame) => view.Apply(frame));

    public string LogOf(string container) => Encoding.UTF8.GetString(LogBytesOf(container));

    public byte[] LogBytesOf(string container)
    {
        using var log = new MemoryStream();
        LogExtractor.WriteAsync(new MemoryStream(Bytes), container, new LogQuery { Container = container }, log, CancellationToken.None).Wait();
        return log.ToArray();
    }

    public ContainerExit? ExitOf(string container) => View.Containers.GetValueOrDefault(container)?.Exit;

    /// <summary>Waits until the stream says so; the failure shows the stream.</summary>
    public RunnerJob Until(Func<RunnerJob, bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition(this))
        {
            Assert.True(waited.Elapsed < Patience && !_reading.IsCompleted, "it did not come to this:\n" + this);
            _reading.Wait(TimeSpan.FromMilliseconds(20));
        }
        return this;
    }

    public RunnerJob Terminate()
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return this;
    }

    /// <summary>The end of the process and of its output; gives the exit code.</summary>
    public int End()
    {
        Assert.True(_reading.Wait(Patience) && _process.WaitForExit(Patience), "it does not end:\n" + this);
        return _process.ExitCode;
    }

    public override string ToString()
    {
        lock (_complaints) return string.Join('\n', Parts.Select(part => part.ToString())) + "\nstandard error:\n" + _complaints;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        // The upper half of an overlay has a folder that its owner may not enter.
        using var chmod = Process.Start("/bin/chmod", ["-R", "u+rwX", Folder]);
        chmod.WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }

    private void ReadAll()
    {
        var buffer = new byte[65_536];
        for (int count; (count = _process.StandardOutput.BaseStream.Read(buffer)) > 0;)
            lock (_stream) _stream.Write(buffer, 0, count);
    }
}
