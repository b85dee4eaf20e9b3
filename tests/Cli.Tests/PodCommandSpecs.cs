namespace HtcondorActors.Cli.Tests;

/// <summary><c>pod apply</c>, <c>pod status</c> and <c>pod delete</c> as typed, against a server that records what it is asked.</summary>
public sealed class PodCommandSpecs : PodCommandTestBed
{
    [Fact]
    public async Task Apply_sends_a_create_and_remembers_the_pod()
    {
        Assert.Equal(0, await RunAsync("apply"));
        Assert.Equal($"pod default/p1 created: uid {Uid}, job 12.0\n", Output);
        var call = Assert.Single(Sidecar.Calls);
        Assert.Equal(("POST", "/create"), (call.Method, call.Path));
        Assert.StartsWith("CreatePod#", call.Session, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(Uid, out _));
    }

    [Fact]
    public async Task Applying_the_same_again_does_not_create_a_second_pod()
    {
        Says("c1=run c2=run", "i1=exit:0");
        Assert.Equal((0, 0), (await RunAsync("apply"), await RunAsync("apply")));
        Assert.Contains("unchanged", Output, StringComparison.Ordinal);
        Assert.Single(Sidecar.To("/create"));
    }

    [Fact]
    public async Task A_pod_that_the_sidecar_has_forgotten_is_created_afresh()
    {
        await RunAsync("apply");
        var first = Uid;
        Statuses.Enqueue("[]");
        Assert.Equal(0, await RunAsync("apply"));
        Assert.NotEqual(first, Uid);
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
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) =>
            path == "/create" && Sidecar.To("/create").Count() == 1 ? (200, "not an answer") : answer(path, body);
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("would not accept", Error, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("apply"));
        Assert.Single(Sidecar.To("/create").Select(call => call.Body["pod"]!["metadata"]!["uid"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task Status_shows_phase_and_containers()
    {
        Says("c1=run c2=exit:3", "i1=exit:0");
        await RunAsync("apply");
        ForgetOutput();
        Assert.Equal(0, await RunAsync("status"));
        Assert.Equal(
            $"""
            POD         PHASE    REASON   JOB   UID
            default/p1  Running  Running  12.0  {Uid}
            CONTAINER  STATE       EXIT  RESTARTS  STARTED    ENDED      REASON     MESSAGE
            init i1    Terminated  0     0         10:00:00Z  10:00:05Z  Completed  m
            c1         Running     -     0         10:00:00Z  -          -          -
            c2         Terminated  3     0         10:00:00Z  10:00:05Z  Error: 3   m

            """,
            Output
        );
        var asked = Assert.Single(Sidecar.To("/status"));
        Assert.Equal(("GET", "12.0"), (asked.Method, asked.Body[0]!["metadata"]!["annotations"]!["JobID"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_job_s_id_is_shown_once_the_sidecar_knows_it_and_the_pod_s_UID_never_in_its_place()
    {
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) =>
            path == "/create" ? (200, answer(path, body).Text.Replace("12.0", Uid, StringComparison.Ordinal)) : answer(path, body);
        Says("c1=wait c2=wait", "i1=wait");
        Statuses.Enqueue(Statuses.Dequeue().Replace("\"12.0\"", "\"UID\"", StringComparison.Ordinal));
        await RunAsync("apply");
        Assert.Equal($"pod default/p1 created: uid {Uid}, its job is not submitted yet\n", Output);
        ForgetOutput();
        await RunAsync("status");
        Assert.Matches($@"default/p1 +Pending +\S+ +- +{Uid}\n", Output);

        Statuses.Clear();
        Says("c1=wait c2=wait", "i1=wait");
        ForgetOutput();
        await RunAsync("status");
        Assert.Matches($@"default/p1 +Pending +\S+ +12\.0 +{Uid}\n", Output);
        ForgetOutput();
        await RunAsync("apply");
        Assert.Equal($"pod default/p1 unchanged: uid {Uid}, job 12.0\n", Output);
    }

    [Fact]
    public async Task Delete_sends_what_interLink_would_and_forgets_the_pod()
    {
        await RunAsync("apply");
        Assert.Equal(0, await RunAsync("delete"));
        var call = Assert.Single(Sidecar.To("/delete"));
        Assert.Equal(
            ("POST", Uid, 7),
            (
                call.Method,
                call.Body["metadata"]!["uid"]!.GetValue<string>(),
                call.Body["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>()
            )
        );
        Assert.NotNull(call.Body["metadata"]!["deletionTimestamp"]);
        Assert.EndsWith($"pod default/p1 deleted (uid {Uid})\n", Output, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("delete"));
        Assert.Contains("is not applied to", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_shown_on_one_line_and_leaves_nothing_behind()
    {
        Sidecar.Answer = (_, _) => (400, "spec.containers[0].image:\n no such thing");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Equal("htcondor-sidecar pod: POST /create: 400 spec.containers[0].image: no such thing\n", Error);
        Assert.Equal(1, await RunAsync("status"));
        Assert.Contains("is not applied to", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_that_is_accepted_with_another_code_than_200_has_failed()
    {
        Sidecar.Answer = (_, body) => (201, $$"""{"PodUID":"{{body["pod"]!["metadata"]!["uid"]}}","PodJID":"1.0"}""");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("POST /create: 201", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_sidecar_is_said_in_one_line()
    {
        await Sidecar.DisposeAsync();
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
        Assert.Equal(code, await TypeAsync(arguments));
        Assert.Equal(1, Error.Count(c => c == '\n'));
        Assert.Empty(Sidecar.Calls);
    }

    [Fact]
    public async Task A_file_without_a_pod_is_said()
    {
        File.WriteAllText(Manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
        Assert.Equal(1, await RunAsync("apply"));
        Assert.Contains("there is no Pod in", Error, StringComparison.Ordinal);
    }
}
