using System.CommandLine;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Tests;
using HtcondorActors.Http.Tests.Admin;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>A sidecar with an admin socket and pods as the test says, and a terminal that types commands of an operator.</summary>
public abstract class OperatorTestBed : IAsyncLifetime, IDisposable
{
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new();

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("ila-operator.").FullName;

    private protected RunningSidecar Sidecar { get; private set; } = null!;

    private protected ScriptedDirectory Pods => Sidecar.Directory;

    private protected string Config => Path.Combine(Folder, "SidecarConfig.yaml");

    private protected string Output => Encoding.UTF8.GetString(_out.ToArray());

    private protected string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private protected string Error => _error.ToString();

    public async Task InitializeAsync()
    {
        File.WriteAllText(Config, $"DataRootFolder: {Folder}\n");
        Sidecar = await RunningSidecar.StartAsync(config => config with { AdminSocket = Path.Combine(Folder, "admin.sock") });
    }

    public async Task DisposeAsync() => await Sidecar.DisposeAsync();

    public void Dispose()
    {
        TestFolder.Remove(Folder);
        _out.Dispose();
        _error.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<int> TypeAsync(params string[] arguments) => TypeAsync(CancellationToken.None, arguments);

    private protected Task<int> TypeAsync(CancellationToken stop, params string[] arguments)
    {
        var terminal = new Terminal(
            _out,
            _error,
            TextReader.Null,
            TimeProvider.System,
            Path.Combine(Folder, "state"),
            TimeSpan.FromMilliseconds(5)
        );
        var root = new RootCommand();
        OperatorCommands.AddTo(root, terminal);
        string[] all = arguments.Contains("--config") || arguments.Contains("--admin") ? arguments : [.. arguments, "--config", Config];
        return CommandLineRun.RunAsync(root, all, _error, stop);
    }

    /// <summary>A pod whose job is on hold.</summary>
    private protected PodOverview Held()
    {
        var pod = Pods.Add(
            7,
            "default",
            "bad",
            pod =>
                pod with
                {
                    Stage = PodStage.Held,
                    Reason = PodReasons.JobHeld,
                    Owner = ReasonOwner.Site,
                    Remedy = "Repair the path.",
                    Hold = "TransferInputError",
                    Attempt = 1,
                    JobStarts = 1,
                    Cpus = 1,
                    MemoryMiB = 2048,
                }
        );
        Pods.Containers[pod.Uid] =
        [
            new()
            {
                Name = "setup",
                Image = "busybox",
                IsInit = true,
                State = "terminated",
                Reason = "Completed",
                ExitCode = 0,
            },
            new()
            {
                Name = "main",
                Image = "python:3",
                State = "waiting",
                Reason = "JobHeld",
                Restarts = 1,
            },
            new()
            {
                Name = "helper",
                Image = "busybox",
                State = "waiting",
                Reason = "JobHeld",
            },
        ];
        return pod;
    }
}
