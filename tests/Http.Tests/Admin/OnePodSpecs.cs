using System.Net;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>The ways to name a pod, its log, and what operators do to it.</summary>
public sealed class OnePodSpecs
{
    [Theory]
    [InlineData("5d6a8f0e-0000-4000-8000-000000000001")]
    [InlineData("default%2Fweb")]
    [InlineData("web")]
    [InlineData("1.0")]
    [InlineData("1")]
    public async Task A_pod_is_found_by_its_UID_its_name_and_its_job(string text)
    {
        await using var admin = await StartAsync();
        var (code, answer) = await admin.GetAsync("/admin/v1/pods/" + text);
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Contains("\"name\":\"web\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"meaning\":\"The containers run.\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_pod_is_said_to_be_unseen_or_forgotten()
    {
        await using var admin = await StartAsync();
        var (code, answer) = await admin.GetAsync("/admin/v1/pods/default%2Fnone");
        Assert.Equal(HttpStatusCode.NotFound, code);
        Assert.StartsWith(
            "there is no pod \"default/none\": this sidecar has never seen it, or has deleted",
            answer,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Several_pods_of_a_name_are_listed_with_their_UIDs()
    {
        await using var admin = await StartAsync();
        admin.Pods.Add(4, "default", "web", pod => pod with { Stage = PodStage.Deleting });
        var (code, answer) = await admin.GetAsync("/admin/v1/pods/default%2Fweb");
        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Contains("5d6a8f0e-0000-4000-8000-000000000001 (default/web, running)", answer, StringComparison.Ordinal);
        Assert.Contains("5d6a8f0e-0000-4000-8000-000000000004 (default/web, deleting)", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_a_pod_outlives_the_pod()
    {
        await using var admin = await StartAsync();
        var uid = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000009");
        admin.Pods.Histories[uid] = new PodTimeline(uid, "default", "gone", [], null, null);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/admin/v1/pods/{uid}/timeline")).Code);
        var (code, words) = await admin.GetAsync($"/admin/v1/pods/{uid}/timeline?at=2026-01-01T00:00:00Z");
        Assert.Equal(HttpStatusCode.NotFound, code);
        Assert.Contains("was not known at \"2026-01-01T00:00:00Z\"", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_sent_as_the_container_wrote_it()
    {
        await using var admin = await StartAsync();
        admin.Sidecar.Gateway.OnLogs = async (output, cancel) => await output.WriteAsync(Encoding.UTF8.GetBytes("hello\n"), cancel);
        var (code, text) = await admin.GetAsync("/admin/v1/pods/web/logs?container=main&tail=3&previous=true&timestamps=true");
        Assert.Equal((HttpStatusCode.OK, "hello\n"), (code, text));
        var (pod, query) = Assert.Single(admin.Sidecar.Gateway.Read);
        Assert.EndsWith("0001", pod.Value, StringComparison.Ordinal);
        Assert.Equal(
            new LogQuery
            {
                Container = "main",
                Tail = 3,
                Previous = true,
                Timestamps = true,
            },
            query
        );
    }

    [Fact]
    public async Task The_log_of_a_container_that_has_not_started_is_no_error_of_the_sidecar()
    {
        await using var admin = await StartAsync();
        var pod = admin.Pods.Add(78, "default", "soon", line => line with { Stage = PodStage.Idle });
        admin.Pods.Containers[pod.Uid] =
        [
            new()
            {
                Name = "main",
                Image = "busybox",
                State = "waiting",
                Reason = "JobIdle",
            },
        ];
        var (code, words) = await admin.GetAsync("/admin/v1/pods/soon/logs");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.StartsWith("container \"main\" in pod \"soon\" is waiting to start: JobIdle", words, StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await admin.Sidecar.WholeLogAsync()).Split('\n'),
            line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_retry_is_noted_with_the_one_who_asked()
    {
        await using var admin = await StartAsync();
        var pod = admin.Pods.Add(77, "default", "late", line => line with { NextTryAt = ScriptedDirectory.Noon });
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Post, "/admin/v1/pods/late/retry")).Code);
        Assert.StartsWith($"retry {pod.Uid} by ", Assert.Single(admin.Actions.Done), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_of_a_pod_that_tries_nothing_is_refused_with_what_it_waits_for()
    {
        await using var admin = await StartAsync();
        admin.Pods.Add(77, "default", "held", line => line with { Stage = PodStage.Held, WaitsFor = "somebody who releases the job" });
        var (code, words) = await admin.SendAsync(HttpMethod.Post, "/admin/v1/pods/held/retry");
        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Equal(
            "there is nothing to try again for pod default/held: it is held, and waits for somebody who releases the job",
            words.Trim()
        );
        Assert.Empty(admin.Actions.Done);
    }

    [Fact]
    public async Task An_action_that_the_journal_does_not_take_has_no_effect()
    {
        await using var admin = await StartAsync();
        admin.Actions.Trouble = "the journal could not be written";
        var (code, words) = await admin.SendAsync(HttpMethod.Put, "/admin/v1/log-level", "{\"level\":\"error\"}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the journal could not be written; ask again"), (code, words));
        Assert.Contains("\"level\":\"Trace\"", (await admin.GetAsync("/admin/v1/log-level")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_level_is_set_at_once()
    {
        await using var admin = await StartAsync();
        var (code, text) = await admin.SendAsync(HttpMethod.Put, "/admin/v1/log-level", "{\"level\":\"error\"}");
        Assert.Equal((HttpStatusCode.OK, "{\"level\":\"Error\",\"configured\":\"Trace\"}"), (code, text));
        Assert.StartsWith("log level Error by ", Assert.Single(admin.Actions.Done), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/v1/log-level", "{\"level\":\"loud\"}", "level: \"loud\", one of Trace, Debug,")]
    [InlineData("/admin/v1/drain", "{}", "draining: \"\", true or false is expected")]
    [InlineData("/admin/v1/drain", "{\"draining\":\"yes\"}", "draining")]
    public async Task A_wrong_body_is_refused(string path, string body, string words)
    {
        await using var admin = await StartAsync();
        var (code, text) = await admin.SendAsync(HttpMethod.Put, path, body);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.Empty(admin.Actions.Done);
    }

    private static async Task<AdminSidecar> StartAsync()
    {
        var admin = await AdminSidecar.StartAsync();
        admin.Pods.Add(1, "default", "web");
        admin.Pods.Add(2, "default", "other");
        return admin;
    }
}
