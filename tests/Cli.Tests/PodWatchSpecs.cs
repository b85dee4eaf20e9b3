using System.CommandLine;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>What an administrator sees of containers that are started again, not ready, or go on beside the others.</summary>
public sealed class PodWatchSpecs : IAsyncLifetime, IDisposable
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p1}
        spec:
          initContainers: [{name: i1, image: busybox, restartPolicy: Always}]
          containers: [{name: c1, image: busybox}, {name: c2, image: busybox}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pod-watch.").FullName;
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new();
    private readonly Queue<(string Status, string LogOfSidecar)> _answers = new();
    private RecordedSidecar _sidecar = null!;

    public async Task InitializeAsync()
    {
        File.WriteAllText(Path.Combine(_folder, "pod.yaml"), Pod);
        _sidecar = await RecordedSidecar.StartAsync();
        var (uid, log) = ("", "");
        _sidecar.Answer = (path, body) =>
        {
            if (path == "/create")
                return (200, $$"""{"PodUID":"{{uid = body["pod"]!["metadata"]!["uid"]!.GetValue<string>()}}","PodJID":"12.0"}""");
            if (path == "/getLogs")
                return (200, body["ContainerName"]!.GetValue<string>() == "i1" ? log : "");
            var next = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
            log = next.LogOfSidecar;
            return (200, next.Status.Replace("UID", uid, StringComparison.Ordinal));
        };
    }

    [Fact]
    public async Task Watching_tells_of_restarts_and_of_readiness()
    {
        Says("c1=run c2=unready");
        Says("c1=back:0:7 c2=run");
        Says("c1=again:1:7 c2=run");
        Says("c1=exit:0 c2=exit:0");
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal("", _error.ToString());
        Assert.Equal(
            [
                "c1   running",
                "c2   waiting ContainerNotReady: connection refused",
                "c1   waiting CrashLoopBackOff (restarts: 0, last exit 7): back-off 20 s",
                "c2   running",
                "c1   running (restarts: 1, last exit 7)",
                "c1   exit 0: m",
                "c2   exit 0: m",
            ],
            Output
                .Split('\n')
                .Where(line => line.Contains(" c1 ", StringComparison.Ordinal) || line.Contains(" c2 ", StringComparison.Ordinal))
                .Select(line => line[9..].TrimEnd())
        );
    }

    [Fact]
    public async Task The_log_of_a_sidecar_is_shown_on_though_it_is_told_as_ended()
    {
        Says("c1=run c2=run", "one\n");
        Says("c1=run c2=run", "one\ntwo\n");
        Says("c1=exit:0 c2=exit:0", "one\ntwo\nlast\n");
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal(
            ["one", "two", "last"],
            Output.Split('\n').Where(line => line.Contains("i1 |", StringComparison.Ordinal)).Select(line => line.Split("| ")[1])
        );
    }

    [Fact]
    public async Task Status_shows_what_kubectl_would()
    {
        Says("c1=back:2:7 c2=run");
        await RunAsync("apply");
        Assert.Equal(0, await RunAsync("status"));
        Assert.Matches(@"default/p1 +Running +CrashLoopBackOff ", Output);
        Assert.Matches(@"c1 +Waiting +- +2 \(last exit 7\) +- +- +CrashLoopBackOff +back-off 20 s", Output);
        Assert.Matches(@"init i1 +Terminated +0 +0 +10:00:00Z +- +Completed +started", Output);
    }

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    public void Dispose()
    {
        TestFolder.Remove(_folder);
        _out.Dispose();
        _error.Dispose();
    }

    private string Output => Encoding.UTF8.GetString(_out.ToArray());

    private void Says(string containers, string logOfSidecar = "") =>
        _answers.Enqueue(
            (S.Answer(containers, "i1=side", uid: "UID").Replace("\"UID\":", "\"uid\":", StringComparison.Ordinal), logOfSidecar)
        );

    private Task<int> RunAsync(string verb, params string[] more)
    {
        var terminal = new Terminal(
            _out,
            _error,
            TextReader.Null,
            TimeProvider.System,
            Path.Combine(_folder, "state"),
            TimeSpan.FromMilliseconds(5)
        );
        RootCommand root = new() { PodCommand.Create(terminal) };
        return CommandLineRun.RunAsync(
            root,
            ["pod", verb, "-f", Path.Combine(_folder, "pod.yaml"), "--server", _sidecar.Address, .. more],
            _error
        );
    }
}
