using System.Net;
using System.Text;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>Every body that was recorded from the real server is taken, and answered to the byte.</summary>
public sealed class RecordedRequestSpecs
{
    private const string Uid = "11111111-2222-4333-8444-555555555555";

    public static TheoryData<string> Creates => [.. Recorded.Files("create")];
    public static TheoryData<string> Deletes => [.. Recorded.Files("delete")];
    public static TheoryData<string> Statuses => [.. Recorded.Files("status-0"), .. Recorded.Files("status-one")];

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task A_recorded_create_is_answered_with_the_pods_uid_and_job_id(string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var body = Recorded.Body(file);
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/create", body);
        var uid = JsonDocument.Parse(body).RootElement.GetProperty("pod").GetProperty("metadata").GetProperty("uid").GetString();
        Assert.Equal((HttpStatusCode.OK, "application/json", $$"""{"PodUID":"{{uid}}","PodJID":"12345.0"}"""), answer);
        Assert.Equal(uid, Assert.Single(sidecar.Gateway.Created).Uid.Value);
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task A_create_in_a_list_of_one_is_the_same_create(string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        byte[] list = [(byte)' ', (byte)'\n', (byte)'[', .. Recorded.Body(file), (byte)']'];
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", list)).Code);
        Assert.Single(sidecar.Gateway.Created);
    }

    [Theory]
    [MemberData(nameof(Deletes))]
    public async Task A_recorded_delete_is_answered_with_an_empty_list(string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var body = Recorded.Body(file);
        Assert.Equal((HttpStatusCode.OK, "application/json", "[]"), await sidecar.SendAsync(HttpMethod.Post, "/delete", body));
        var uid = JsonDocument.Parse(body).RootElement.GetProperty("metadata").GetProperty("uid").GetString();
        Assert.Equal(uid, Assert.Single(sidecar.Gateway.Deleted).Value);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_recorded_status_by_GET_asks_for_its_pod_and_gets_what_is_known(string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnStatus = uid => $$"""{"UID":"{{uid}}"}""";
        var answer = await sidecar.SendAsync(HttpMethod.Get, "/status", Recorded.Body(file));
        Assert.Equal((HttpStatusCode.OK, "application/json", $$"""[{"UID":"{{Uid}}"}]"""), answer);
    }

    [Fact]
    public async Task The_recorded_ping_is_answered_without_asking_for_any_pod()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        foreach (var body in new[] { Recorded.Body("status-ping.json"), "[]"u8.ToArray(), [], "null"u8.ToArray() })
            Assert.Equal(
                (HttpStatusCode.OK, "application/json", """{"status":"ok"}"""),
                await sidecar.SendAsync(HttpMethod.Get, "/status", body)
            );
        Assert.Empty(sidecar.Gateway.Asked);
    }

    [Fact]
    public async Task The_recorded_log_request_is_asked_as_the_kubelet_means_it_and_answered_with_raw_text()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnLogs = (output, cancel) => output.WriteAsync("a \"b\"\n\n\u00e9"u8.ToArray(), cancel).AsTask();
        var answer = await sidecar.SendAsync(HttpMethod.Get, "/getLogs", Recorded.Body("getlogs.json"));
        Assert.Equal((HttpStatusCode.OK, "text/plain", "a \"b\"\n\n\u00e9"), answer);
        Assert.Equal(
            (
                PodUid.Parse(Uid),
                new LogQuery
                {
                    Container = "main",
                    Tail = 5,
                    Timestamps = true,
                }
            ),
            Assert.Single(sidecar.Gateway.Read)
        );
    }

    [Fact]
    public async Task POST_reads_as_GET_does_and_a_body_need_not_be_called_JSON()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnStatus = _ => "{}";
        Assert.Equal("[{}]", (await sidecar.SendAsync(HttpMethod.Post, "/status", Recorded.Body("status-one-pod.json"))).Text);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/getLogs", Recorded.Body("getlogs.json"))).Code);
        using var bare = await sidecar.Client.PostAsync(
            "/create",
            new StringContent(Encoding.UTF8.GetString(Recorded.Body("create-simple.json")))
        );
        Assert.Equal(HttpStatusCode.OK, bare.StatusCode);
    }
}
