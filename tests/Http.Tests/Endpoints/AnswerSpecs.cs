using System.Net;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>What the actors say, as status codes and lines.</summary>
public sealed class AnswerSpecs
{
    private static readonly byte[] Simple = Recorded.Body("create-simple.json");

    public static TheoryData<CreateReply, HttpStatusCode, string> CreateReplies =>
        new()
        {
            {
                new PodRefused("ERROR: Failed to connect\nto schedd"),
                HttpStatusCode.InternalServerError,
                "ERROR: Failed to connect to schedd"
            },
            {
                new PodWasDeleted(PodUid.Parse("u")),
                HttpStatusCode.Conflict,
                "metadata.uid: this pod was deleted before; it will not run again"
            },
            {
                new PodIsAnother(PodUid.Parse("u")),
                HttpStatusCode.Conflict,
                "metadata.uid: a pod with another spec was created under this UID before; that pod goes on as it was"
            },
            { new PodNotAccepted("the disk is full"), HttpStatusCode.ServiceUnavailable, "the disk is full" },
        };

    [Theory]
    [MemberData(nameof(CreateReplies))]
    public async Task A_create_that_did_not_work_says_so_in_one_line(CreateReply reply, HttpStatusCode code, string line)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ => Task.FromResult(reply);
        Assert.Equal((code, "text/plain", line), await sidecar.SendAsync(HttpMethod.Post, "/create", Simple));
    }

    [Fact]
    public async Task A_delete_that_could_not_be_written_down_is_a_503()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnDelete = _ => Task.FromResult<DeleteReply>(new DeletionNotAccepted("the journal is gone"));
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/delete", Recorded.Body("delete-running.json"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/plain", "the journal is gone"), answer);
    }

    [Fact]
    public async Task A_log_that_is_known_not_to_be_is_a_400_in_one_line()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnLogs = (_, _) => throw new NoSuchLogException("previous terminated container \"a\" in pod \"p\" not found");
        var answer = await sidecar.SendAsync(
            HttpMethod.Get,
            "/getLogs",
            """{"PodUID":"u","ContainerName":"a","Opts":{"Previous":true,"Follow":true}}"""u8.ToArray()
        );
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain", "previous terminated container \"a\" in pod \"p\" not found"), answer);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[null]")]
    [InlineData("[1,2,3]")]
    public async Task A_refused_status_leaves_its_connection_to_the_next_request(string body)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var (code, _, line) = await sidecar.SendAsync(HttpMethod.Get, "/status", Encoding.UTF8.GetBytes(body));
            Assert.Equal(HttpStatusCode.BadRequest, code);
            Assert.NotEmpty(line);
        }
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]"u8.ToArray())).Code);
        Assert.DoesNotContain("draining", await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_is_named_often_in_one_status_is_told_once()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        const string pod = """{ "metadata": { "uid": "0b6d1f2e-0000-4000-8000-000000000001" } }""";
        var (code, _, _) = await sidecar.SendAsync(HttpMethod.Get, "/status", Encoding.UTF8.GetBytes($"[{pod},{pod},{pod}]"));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Single(Assert.Single(sidecar.Gateway.Asked));
    }

    [Fact]
    public async Task A_status_of_three_pods_lists_the_two_that_are_known()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnStatus = uid => uid.Value == "b" ? null : $$"""{"UID":"{{uid}}"}""";
        const string body = """[{"metadata":{"uid":"a"}},{"metadata":{"uid":"b"}},{"metadata":{"uid":"c"}},{"metadata":{}}]""";
        Assert.Equal(
            (HttpStatusCode.OK, "application/json", """[{"UID":"a"},{"UID":"c"}]"""),
            await sidecar.SendAsync(HttpMethod.Get, "/status", body)
        );
        Assert.Equal(
            (HttpStatusCode.OK, "application/json", "[]"),
            await sidecar.SendAsync(HttpMethod.Get, "/status", """[{"metadata":{"uid":"b"}}]""")
        );
        Assert.Equal(
            (HttpStatusCode.OK, "application/json", "[]"),
            await sidecar.SendAsync(HttpMethod.Get, "/status", """[{"metadata":{"uid":"NO/UID"}}]""")
        );
    }

    [Fact]
    public async Task Actors_that_do_not_answer_in_time_are_a_503()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ => throw new TimeoutException("secret-in-message");
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "text/plain", "no answer in time; ask again"),
            await sidecar.SendAsync(HttpMethod.Post, "/create", Simple)
        );
    }

    [Fact]
    public async Task A_defect_shows_neither_caller_nor_log_what_it_quotes()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ =>
            throw new FormatException("the value 'secret-in-message' is no number", new InvalidOperationException("secret-in-message"));
        var (code, type, text) = await sidecar.SendAsync(HttpMethod.Post, "/create", Simple);
        Assert.Equal((HttpStatusCode.InternalServerError, "text/plain", "internal error; the sidecar's log has more"), (code, type, text));
        Assert.Contains("System.FormatException", await sidecar.WholeLogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-in-message", await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_line_at_any_level_holds_what_a_body_held()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        foreach (var file in Recorded.Files("create"))
            await sidecar.SendAsync(HttpMethod.Post, "/create", Recorded.Body(file));
        await sidecar.SendAsync(HttpMethod.Get, "/status", Recorded.Body("status-one-pod.json"));
        await sidecar.SendAsync(HttpMethod.Post, "/delete", Recorded.Body("delete-running.json"));
        await sidecar.SendAsync(HttpMethod.Post, "/create", "{\"pod\":{\"metadata\":{\"uid\":\"s3cr3t\",\"name\":s3cr3t}}}");
        var log = await sidecar.WholeLogAsync();
        Assert.Contains("POST /create: 200 (Test#1)", log, StringComparison.Ordinal);
        foreach (var secret in new[] { "s3cr3t", "czNjcjN0Cg", "eyJhbGci", "BEGIN CERTIFICATE" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_header_cannot_reorder_or_hide_what_the_log_says()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var line = await RawCaller.ConnectAsync(sidecar);
        await line.SendAsync(
            "GET /status HTTP/1.1\r\nHost: localhost\r\nInterLink-Http-Session: a\u202eb\u2066c\u200fd\u061ce\u2028f\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n[]"
        );
        Assert.StartsWith("HTTP/1.1 200 ", await line.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains("GET /status: 200 (a?b?c?d?e f)", await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_cannot_forge_a_log_line()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await sidecar.SendAsync(HttpMethod.Get, "/x%0aError%20forged", "")).Code);
        Assert.DoesNotContain("\nError forged", await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_unix_socket_the_caller_may_use_any_host_name()
    {
        var folder = Directory.CreateTempSubdirectory("ila-http.");
        var path = Path.Combine(folder.FullName, "sidecar.sock");
        await using (var sidecar = await RunningSidecar.StartAsync(config => config with { Socket = path }))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal("""{"status":"ok"}""", (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Text);
            using var named = RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray());
            named.Headers.Host = "any.example:80";
            Assert.Equal(HttpStatusCode.OK, (await sidecar.Client.SendAsync(named)).StatusCode);
        }
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public async Task A_create_goes_on_when_its_caller_leaves()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var (asked, answered) = (new TaskCompletionSource(), new TaskCompletionSource<CreateReply>());
        sidecar.Gateway.OnCreate = _ =>
        {
            asked.SetResult();
            return answered.Task;
        };
        using var leave = new CancellationTokenSource();
        var call = sidecar.Client.SendAsync(RunningSidecar.Request(HttpMethod.Post, "/create", Simple), leave.Token);
        await asked.Task;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        answered.SetResult(new PodCreated(PodUid.Parse("u"), "1.0"));
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Code);
    }
}
