using System.CommandLine;
using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Tests;

/// <summary>The commands as typed, against a server that records what it is asked.</summary>
public sealed class PodCommandSpecs : IAsyncLifetime, IDisposable
{
    private const string Pod = """
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
    private RecordedSidecar _sidecar = null!;
    private readonly Dictionary<string, string> _logs = [];
    private readonly Queue<string> _statuses = new();
    private string _uid = "";

    public async Task InitializeAsync()
    {
        File.WriteAllText(Manifest, Pod);
        _sidecar = await RecordedSidecar.StartAsync();
        _sidecar.Answer = (path, body) =>
            (
                200,
                path switch
                {
                    "/create" => $$"""{"PodUID":"{{_uid = body["pod"]!["metadata"]!["uid"]!.GetValue<string>()}}","PodJID":"12.0"}""",
                    "/status" => (_statuses.Count > 1 ? _statuses.Dequeue() : _statuses.Peek()).Replace(
                        "UID",
                        _uid,
                        StringComparison.Ordinal
                    ),
                    "/getLogs" => _logs.GetValueOrDefault(body["ContainerName"]!.GetValue<string>(), ""),
                    _ => "[]",
                }
            );
    }

    [Fact]
    public async Task Apply_sends_a_create_and_remembers_the_pod()
    {
        Assert.Equal(0, await RunAsync("apply"));
        Assert.Equal($"pod default/p1 created: uid {_uid}, job 12.0\n", Output);
        var call = Assert.Single(_sidecar.Calls);
        Assert.Equal(("POST", "/create"), (call.Method, call.Path));
        Assert.StartsWith("CreatePod#", call.Session, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(_uid, out _));
    }

    [Fact]
    public async Task Applying_the_same_again_does_not_create_a_second_pod()
    {
        Says("c1=run c2=run", "i1=exit:0");
        Assert.Equal((0, 0), (await RunAsync("apply"), await RunAsync("apply")));
        Assert.Contains("unchanged", Output, StringComparison.Ordinal);
        Assert.Single(_sidecar.To("/create"));
    }

    [Fact]
    public async Task A_pod_that_the_sidecar_has_forgotten_is_created_afresh()
    {
        await RunAsync("apply");
        var first = _uid;
        _statuses.Enqueue("[]");
        Assert.Equal(0, await RunAsync("apply"));
        Assert.NotEqual(first, _uid);
    }

    [Fact]
    public async Task An_edited_pod_is_refused_until_it_is_deleted()
    {
        Says("c1=run c2=run", "i1=exit:0");
        await RunAsync("apply");
        File.WriteAllText(Manifest, Pod + "\n  nodeName: other\n");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("delete it first", Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (await RunAsync("delete"), await RunAsync("apply")));
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_UID()
    {
        var answer = _sidecar.Answer;
        _sidecar.Answer = (path, body) =>
            path == "/create" && _sidecar.To("/create").Count() == 1 ? (200, "not an answer") : answer(path, body);
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("would not accept", Error, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("apply"));
        Assert.Single(_sidecar.To("/create").Select(call => call.Body["pod"]!["metadata"]!["uid"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task Watching_shows_states_and_logs_once_each_and_ends_with_the_pod()
    {
        Says("c1=wait c2=wait", "i1=run");
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=run c2=exit:0", "i1=exit:0");
        Says("c1=exit:0 c2=exit:0", "i1=exit:0");
        _logs["i1"] = "one\ntwo\n";
        _logs["c1"] = "half a line";
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal("", Error);
        Assert.Equal(
            [
                "Pending",
                "i1   running",
                "i1 | one",
                "i1 | two",
                "c1   waiting Init:0/1",
                "c2   waiting Init:0/1",
                "i1   exit 0: m",
                "c1   running",
                "c2   running",
                "Running",
                "c2   exit 0: m",
                "c1 | half a line",
                "c1   exit 0: m",
                "Succeeded (Completed)",
            ],
            Shown,
            WatchLines
        );
    }

    [Fact]
    public async Task A_failed_pod_makes_watching_fail()
    {
        Says("c1=exit:0 c2=exit:3", "i1=exit:0");
        Assert.Equal(1, await RunAsync("apply", "--watch"));
        Assert.Contains("Failed (Error: 3)", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_outlives_a_sidecar_that_is_away_for_a_moment()
    {
        Says("c1=exit:0 c2=exit:0", "i1=exit:0");
        var answer = _sidecar.Answer;
        _sidecar.Answer = (path, body) => path == "/status" && _sidecar.To("/status").Count() < 3 ? (503, "starting") : answer(path, body);
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal(1, Error.Split("503 starting").Length - 1);
    }

    [Fact]
    public async Task Watching_ends_when_the_pod_is_deleted_elsewhere()
    {
        Says("c1=run c2=run", "i1=exit:0");
        _statuses.Enqueue("[]");
        Assert.Equal(1, await RunAsync("apply", "--watch"));
        Assert.Contains("does not know pod default/p1 any more", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_the_Virtual_Kubelet_would_misread_is_warned_about()
    {
        Says("c1=exit:0 c2=nocode", "i1=exit:0");
        await RunAsync("apply", "--watch");
        Assert.Contains("terminated without an exit code", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_phase_and_containers()
    {
        Says("c1=run c2=exit:3", "i1=exit:0");
        await RunAsync("apply");
        _out.SetLength(0);
        Assert.Equal(0, await RunAsync("status"));
        Assert.Equal(
            $"""
            POD         PHASE    REASON   JOB   UID
            default/p1  Running  Running  12.0  {_uid}
            CONTAINER  STATE       EXIT  RESTARTS  STARTED    ENDED      REASON     MESSAGE
            init i1    Terminated  0     0         10:00:00Z  10:00:05Z  Completed  m
            c1         Running     -     0         10:00:00Z  -          -          -
            c2         Terminated  3     0         10:00:00Z  10:00:05Z  Error: 3   m

            """,
            Output
        );
        var asked = Assert.Single(_sidecar.To("/status"));
        Assert.Equal(("GET", "12.0"), (asked.Method, asked.Body[0]!["metadata"]!["annotations"]!["JobID"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Logs_are_what_the_container_wrote()
    {
        _logs["c2"] = "a\r\n\tb without newline";
        await RunAsync("apply");
        _out.SetLength(0);
        Assert.Equal(0, await RunAsync("logs", "-c", "c2", "--tail", "2"));
        Assert.Equal(_logs["c2"], Output);
        Assert.Equal(
            $$$"""{"Namespace":"default","PodUID":"{{{_uid}}}","PodName":"p1","ContainerName":"c2","Opts":{"Tail":2,"Bytes":0"""
                + $$$""","Timestamps":false,"Follow":false,"Previous":false,"SinceSeconds":0,"SinceTime":"0001-01-01T00:00:00Z"}}""",
            _sidecar.To("/getLogs").Single().Body.ToJsonString()
        );
    }

    [Fact]
    public async Task Following_prints_what_is_new_until_the_container_ends()
    {
        await RunAsync("apply");
        _out.SetLength(0);
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=exit:0 c2=run", "i1=exit:0");
        var answer = _sidecar.Answer;
        _sidecar.Answer = (path, body) =>
            path == "/getLogs"
                ? (200, "1\n2\n3\n4 and mo"[..Math.Min(4 + 4 * (_sidecar.To("/getLogs").Count() - 1), 14)])
                : answer(path, body);
        Assert.Equal(0, await RunAsync("logs", "--follow", "--tail", "1"));
        Assert.Equal("2\n3\n4 and mo"[..10] + "\n", Output);
    }

    [Fact]
    public async Task A_log_that_begins_anew_is_printed_from_its_start()
    {
        await RunAsync("apply");
        _out.SetLength(0);
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=exit:0 c2=run", "i1=exit:0");
        var answer = _sidecar.Answer;
        _sidecar.Answer = (path, body) =>
            path == "/getLogs" ? (200, _sidecar.To("/getLogs").Count() == 1 ? "first\n" : "second run\n") : answer(path, body);
        Assert.Equal(0, await RunAsync("logs", "--follow"));
        Assert.Equal("first\nsecond run\n", Output);
        Assert.Contains("began anew", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_sends_what_interLink_would_and_forgets_the_pod()
    {
        await RunAsync("apply");
        Assert.Equal(0, await RunAsync("delete"));
        var call = Assert.Single(_sidecar.To("/delete"));
        Assert.Equal(
            ("POST", _uid, 7),
            (
                call.Method,
                call.Body["metadata"]!["uid"]!.GetValue<string>(),
                call.Body["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>()
            )
        );
        Assert.NotNull(call.Body["metadata"]!["deletionTimestamp"]);
        Assert.EndsWith($"pod default/p1 deleted (uid {_uid})\n", Output, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("delete"));
        Assert.Contains("is not applied to", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_shown_on_one_line_and_leaves_nothing_behind()
    {
        _sidecar.Answer = (_, _) => (400, "spec.containers[0].image:\n no such thing");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Equal("htcondor-sidecar pod: POST /create: 400 spec.containers[0].image: no such thing\n", Error);
        Assert.Equal(1, await RunAsync("status"));
        Assert.Contains("is not applied to", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_that_is_accepted_with_another_code_than_200_has_failed()
    {
        _sidecar.Answer = (_, body) => (201, $$"""{"PodUID":"{{body["pod"]!["metadata"]!["uid"]}}","PodJID":"1.0"}""");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("POST /create: 201", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_sidecar_is_said_in_one_line()
    {
        await _sidecar.DisposeAsync();
        Assert.Equal(1, await RunAsync("apply", "--server", "http://127.0.0.1:9"));
        Assert.StartsWith("htcondor-sidecar pod: cannot reach http://127.0.0.1:9: ", Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(2, "pod", "apply")]
    [InlineData(2, "pod", "frobnicate")]
    [InlineData(2, "pod", "apply", "-f", "x", "--nosuch")]
    [InlineData(2, "pod", "logs", "-f", "x", "--tail", "many")]
    [InlineData(2, "pod", "logs", "-f", "x", "--tail", "-1")]
    [InlineData(2, "pod", "status", "-f", "x", "--server", "ftp://h")]
    [InlineData(1, "pod", "apply", "-f", "/nonexistent/pod.yaml")]
    public async Task Wrong_usage_is_one_line_and_its_exit_code(int code, params string[] arguments)
    {
        Assert.Equal(code, await CommandLineRun.RunAsync(Root, arguments, _error));
        Assert.Equal(1, Error.Count(c => c == '\n'));
        Assert.Empty(_sidecar.Calls);
    }

    [Fact]
    public async Task A_file_without_a_pod_is_said()
    {
        File.WriteAllText(Manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("there is no Pod in", Error, StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _out.Dispose();
        _error.Dispose();
    }

    private string Manifest => Path.Combine(_folder, "pod.yaml");

    private string Output => System.Text.Encoding.UTF8.GetString(_out.ToArray());

    private string Error => _error.ToString();

    /// <summary>What watching printed, without the times.</summary>
    private List<string> Shown => [.. Output.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line[9..])];

    private static bool WatchLines(string wanted, string shown) => wanted == shown.TrimEnd();

    private RootCommand Root =>
        new()
        {
            PodCommand.Create(
                new Terminal(
                    _out,
                    _error,
                    TextReader.Null,
                    TimeProvider.System,
                    Path.Combine(_folder, "state"),
                    TimeSpan.FromMilliseconds(5)
                )
            ),
        };

    private void Says(string containers, string inits) =>
        _statuses.Enqueue(S.Answer(containers, inits, uid: "UID").Replace("\"UID\":", "\"uid\":", StringComparison.Ordinal));

    private Task<int> RunAsync(string verb, params string[] more) =>
        CommandLineRun.RunAsync(
            Root,
            ["pod", verb, "-f", Manifest, .. more.Contains("--server") ? Array.Empty<string>() : ["--server", _sidecar.Address], .. more],
            _error
        );
}
