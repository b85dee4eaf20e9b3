using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The real executable with its own data folder and port, and the pool's tools on PATH.</summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private readonly SidecarProcess _process;
    private readonly StringBuilder _printed = new();
    private readonly string _config;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private Sidecar(
        CondorPool pool,
        string config,
        IReadOnlyDictionary<string, string> environment,
        string[] flags,
        int? port = null,
        IReadOnlyList<string>? wrapper = null,
        string? dataRoot = null
    )
    {
        Folder = Directory.CreateTempSubdirectory("ila-sidecar.").FullName;
        DataRoot = dataRoot ?? Path.Combine(Folder, "data");
        Port = port ?? FreePort.Next();
        // So that the answer has the job's id, however busy this machine is.
        if (!config.Contains("CreateReplyWithinSeconds", StringComparison.Ordinal))
            config = $"CreateReplyWithinSeconds: 40\n{config}";
        _config = $"DataRootFolder: {DataRoot}\nSidecarPort: {Port}\nImagePrefix: {pool.Images}/\nPollIntervalSeconds: 1\n{config}\n";
        _environment = environment;
        Configure("");
        _process = new SidecarProcess(
            ConfigFile,
            environment,
            line =>
            {
                lock (_printed)
                    _printed.AppendLine(line);
            },
            flags
        )
        {
            Wrapper = wrapper ?? [],
        };
        Client = new SidecarCalls(new Uri($"http://127.0.0.1:{Port}"));
    }

    public string Folder { get; }
    public string ConfigFile => Path.Combine(Folder, "SidecarConfig.yaml");
    public string DataRoot { get; }
    public int Port { get; }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;
    public static string Program => SidecarProcess.Program;
    public SidecarCalls Client { get; }

    /// <summary>How many sockets it has open.</summary>
    public int Sockets =>
        new DirectoryInfo($"/proc/{_process!.Id}/fd")
            .GetFileSystemInfos()
            .Count(each => each.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>How many threads it has.</summary>
    public int Threads => Directory.GetDirectories($"/proc/{_process!.Id}/task").Length;

    /// <summary>All that it has printed, over restarts.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
                return _printed.ToString();
        }
    }

    /// <summary>The lines of the log that name the pod, without the parts before their words.</summary>
    public IReadOnlyList<string> LinesOf(SentPod pod) =>
        [
            .. Printed
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Contains(pod.Uid, StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..]),
        ];

    /// <summary>True if the log has these words. They stand in src as they are: LogWordsSpecs finds those that do not.</summary>
    public bool Says(string words) => Printed.Contains(words, StringComparison.Ordinal);

    /// <summary>True if one line of the log names the pod and has these words, which stand in src as they are.</summary>
    public bool Says(SentPod pod, string words) => LinesOf(pod).Any(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>How many lines of the log have these words, which stand in src as they are.</summary>
    public int LinesWith(string words) => Printed.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));

    public static Task<Sidecar> StartAsync(CondorPool pool, string config = "", params string[] flags) =>
        StartAsync(pool, config, pool.Environment, flags);

    /// <param name="environment">Of the sidecar and its tools, instead of the pool's.</param>
    public static async Task<Sidecar> StartAsync(
        CondorPool pool,
        string config,
        IReadOnlyDictionary<string, string> environment,
        params string[] flags
    )
    {
        var sidecar = new Sidecar(pool, config, environment, flags);
        await sidecar.StartAgainAsync();
        return sidecar;
    }

    /// <param name="port">Where it listens.</param>
    /// <param name="wrapper">A program that becomes the sidecar.</param>
    public static async Task<Sidecar> StartAsync(CondorPool pool, string config, int port, IReadOnlyList<string> wrapper)
    {
        var sidecar = new Sidecar(pool, config, pool.Environment, [], port, wrapper);
        await sidecar.StartAgainAsync();
        return sidecar;
    }

    /// <summary>Starts one of several nodes, which wait for each other.</summary>
    /// <param name="dataRoot">The data folder of all nodes.</param>
    public static Sidecar Begin(CondorPool pool, string config, string dataRoot)
    {
        var sidecar = new Sidecar(pool, config, pool.Environment, [], dataRoot: dataRoot);
        sidecar._process.Start();
        return sidecar;
    }

    public bool HasExited => _process.HasExited;

    public async Task StartAgainAsync()
    {
        _process.Start();
        await Wait.UntilAsync(
            "the sidecar's answer to a ping",
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException("the sidecar ended at once:\n" + Printed);
                return await Client.AnswersAsync();
            }
        );
    }

    /// <summary>Writes the configuration anew for the next start.</summary>
    /// <param name="more">Lines beside those that it was made with.</param>
    public void Configure(string more) => File.WriteAllText(ConfigFile, _config + more + "\n");

    /// <summary>Tries a start that is expected to fail, to its end.</summary>
    public ShellResult Serve() => Shell.Run(Program, ["serve", "--config", ConfigFile], _environment);

    /// <summary>Runs a command as an operator types it on this machine.</summary>
    public ShellResult Run(params IReadOnlyList<string> typed) => Shell.Run(Program, [.. typed, "--config", ConfigFile]);

    /// <summary>What the command prints. It must succeed.</summary>
    public string OutputOf(params IReadOnlyList<string> typed)
    {
        var ended = Run(typed);
        Assert.True(ended.ExitCode == 0, ended.Output);
        return ended.Stdout;
    }

    public void Signal(string name) => _process.Signal(name);

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Returns when it has ended by itself.</summary>
    public Task<int> ExitCodeAsync() => _process.ExitCodeAsync();

    public Task<int> StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Client.Dispose();
        TestFolder.Remove(Folder);
    }
}
