using System.Net;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>The health endpoints, in the text form of the Kubernetes API server.</summary>
public sealed class HealthSpecs
{
    private static readonly DateTimeOffset Then = new(2026, 11, 29, 11, 4, 12, TimeSpan.Zero);

    // As the API server's own test (pkg/server/healthz/healthz_test.go), with 503 in the place of 500.
    [Theory]
    [InlineData("/healthz?verbose", 200, "[+]ping ok\n[+]actors ok\n[+]journal ok\nhealthz check passed\n", false)]
    [InlineData("/healthz?exclude=dontexist", 200, "ok", false)]
    [InlineData("/healthz?exclude=journal", 200, "ok", true)]
    [InlineData(
        "/healthz?verbose=true&exclude=journal",
        200,
        "[+]ping ok\n[+]actors ok\n[+]journal excluded: ok\nhealthz check passed\n",
        true
    )]
    [InlineData(
        "/healthz?verbose&exclude=b%0ad&exclude=a&exclude=journal",
        200,
        "[+]ping ok\n[+]actors ok\n[+]journal excluded: ok\n"
            + "warn: some health checks cannot be excluded: no matches for \"a\",\"b?d\"\nhealthz check passed\n",
        false
    )]
    [InlineData("/healthz/ping", 200, "ok", true)]
    [InlineData("/healthz", 200, "ok", false)]
    [InlineData("/healthz", 503, "[+]ping ok\n[+]actors ok\n[-]journal failed: reason withheld\nhealthz check failed\n", true)]
    [InlineData("/healthz/journal", 503, "service unavailable: cannot be written\n", true)]
    [InlineData("/livez?verbose", 200, "[+]ping ok\n[+]actors ok\nlivez check passed\n", true)]
    [InlineData("/readyz?verbose", 200, "[+]ping ok\n[+]actors ok\n[+]journal ok\n[+]shutdown ok\nreadyz check passed\n", false)]
    [InlineData(
        "/readyz",
        503,
        "[+]ping ok\n[+]actors ok\n[-]journal failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n",
        true
    )]
    [InlineData("/readyz/nothing", 404, "no such check; ?verbose lists them", false)]
    [InlineData("/livez/journal", 404, "no such check; ?verbose lists them", true)]
    public async Task Each_endpoint_answers_as_the_API_server_does(string path, int code, string text, bool journalIsBad)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        if (journalIsBad)
            sidecar.Gateway.Health = sidecar.Gateway.Health with { Ready = [new HealthCheck("journal", "cannot be written")] };
        using var answer = await sidecar.Client.GetAsync(path);
        Assert.Equal((code, text), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_trouble_of_the_schedd_is_degraded_and_200_and_its_reason_is_told_only_where_the_check_is_asked_for()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.Health = sidecar.Gateway.Health with
        {
            Degraded = [new HealthTrouble("queue-poller polls", "the queue cannot be seen (condor_q: TimedOut)", Then)],
        };
        Assert.Equal("ok", await sidecar.Client.GetStringAsync("/readyz"));
        Assert.Equal(
            "[+]ping ok\n[+]actors ok\n[+]journal ok\n[+]shutdown ok\n"
                + "[+]queue-poller polls degraded since 2026-11-29T11:04:12Z: reason withheld\nreadyz check passed\n",
            await sidecar.Client.GetStringAsync("/readyz?verbose")
        );
        Assert.Equal(
            "degraded: queue-poller polls: the queue cannot be seen (condor_q: TimedOut), since 2026-11-29T11:04:12Z\n",
            await sidecar.Client.GetStringAsync("/readyz/queue-poller%20polls")
        );
        Assert.Contains(
            "[+]queue-poller polls excluded: ok\n",
            await sidecar.Client.GetStringAsync("/readyz?verbose&exclude=queue-poller%20polls"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("queue", await sidecar.Client.GetStringAsync("/livez?verbose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_fails_every_few_seconds_fills_no_log()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.Health = new([new HealthCheck("actors", "do not run")], [], []);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sidecar.Client.GetAsync("/livez")).StatusCode);
        Assert.DoesNotContain((await sidecar.WholeLogAsync()).Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HEAD_is_answered_without_a_body()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/readyz");
        using var answer = await sidecar.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, 2L), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }
}
