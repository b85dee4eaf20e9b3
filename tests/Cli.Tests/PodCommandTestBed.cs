using System.CommandLine;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>A pod's manifest, a terminal, and a server that records what it is asked and answers as the test says.</summary>
public abstract class PodCommandTestBed : IAsyncLifetime, IDisposable
{
    private protected const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p1}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 7
          initContainers: [{name: i1, image: busybox}]
          containers: [{name: c1, image: busybox}, {name: c2, image: busybox}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pod-command.").FullName;
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new();

    private protected RecordedSidecar Sidecar { get; private set; } = null!;

    /// <summary>What each container wrote.</summary>
    private protected Dictionary<string, string> Logs { get; } = [];

    /// <summary>The answers to come; the last one stays.</summary>
    private protected Queue<string> Statuses { get; } = new();

    /// <summary>Of the pod that was created last.</summary>
    private protected string Uid { get; private set; } = "";

    private protected string Manifest => Path.Combine(_folder, "pod.yaml");

    private protected string Output => System.Text.Encoding.UTF8.GetString(_out.ToArray());

    private protected string Error => _error.ToString();

    public async Task InitializeAsync()
    {
        File.WriteAllText(Manifest, Pod);
        Sidecar = await RecordedSidecar.StartAsync();
        Sidecar.Answer = (path, body) =>
            (
                200,
                path switch
                {
                    "/create" => $$"""{"PodUID":"{{Uid = body["pod"]!["metadata"]!["uid"]!.GetValue<string>()}}","PodJID":"12.0"}""",
                    "/status" => (Statuses.Count > 1 ? Statuses.Dequeue() : Statuses.Peek()).Replace("UID", Uid, StringComparison.Ordinal),
                    "/getLogs" => Logs.GetValueOrDefault(body["ContainerName"]!.GetValue<string>(), ""),
                    _ => "[]",
                }
            );
    }

    public async Task DisposeAsync() => await Sidecar.DisposeAsync();

    public void Dispose()
    {
        TestFolder.Remove(_folder);
        _out.Dispose();
        _error.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void ForgetOutput() => _out.SetLength(0);

    private protected void Says(string containers, string inits) =>
        Statuses.Enqueue(
            S.Answer(containers, inits, uid: "UID")
                .Replace("\"UID\":", "\"uid\":", StringComparison.Ordinal)
                .Replace("\"JID\":\"1.0\"", "\"JID\":\"12.0\"", StringComparison.Ordinal)
        );

    private protected Task<int> RunAsync(string verb, params string[] more) =>
        TypeAsync([
            "pod",
            verb,
            "-f",
            Manifest,
            .. more.Contains("--server") ? Array.Empty<string>() : ["--server", Sidecar.Address],
            .. more,
        ]);

    private protected Task<int> TypeAsync(string[] arguments)
    {
        var terminal = new Terminal(
            _out,
            _error,
            TextReader.Null,
            TimeProvider.System,
            Path.Combine(_folder, "state"),
            TimeSpan.FromMilliseconds(5)
        );
        return CommandLineRun.RunAsync(new RootCommand { PodCommand.Create(terminal) }, arguments, _error);
    }
}
