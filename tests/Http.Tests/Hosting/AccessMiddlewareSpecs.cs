using System.Net;
using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>A web page in a browser on this machine, by the requests that a browser would send for it.</summary>
public sealed class AccessMiddlewareSpecs
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1:8000")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_request_of_a_web_page_is_refused_before_its_body_is_read(string origin)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var page = await RawCaller.ConnectAsync(sidecar);
        await page.SendAsync(
            $"POST /create HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nContent-Type: text/plain\r\nContent-Length: "
                + "100000\r\nConnection: close\r\n\r\n"
        );
        var said = await page.ReadToAsync("answered");
        Assert.StartsWith("HTTP/1.1 403 ", said, StringComparison.Ordinal);
        Assert.EndsWith("Origin: web pages are not answered", said, StringComparison.Ordinal);
        Assert.Empty(sidecar.Gateway.Created);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8000")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("0x7f.1")]
    [InlineData("1")]
    [InlineData("10.1.2.3")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("")]
    public async Task A_name_that_was_bound_to_this_machine_by_a_stranger_is_refused(string host)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var page = await RawCaller.ConnectAsync(sidecar);
        await page.SendAsync($"GET /status HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");
        var said = await page.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 40", said, StringComparison.Ordinal);
        if (host.Length > 0)
            Assert.Contains("is no name of this sidecar; it can be given one in AllowedHosts", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"status\"", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("127.8.8.8")]
    [InlineData("[::1]:8000")]
    [InlineData("plugin:4000")]
    [InlineData("plugin.interlink.svc.cluster.local")]
    [InlineData("10.9.8.7:80")]
    public async Task The_names_of_this_sidecar_and_those_of_AllowedHosts_are_answered(string host)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            config with
            {
                AllowedHosts = ["plugin", "plugin.interlink.svc.cluster.local", "10.9.8.7"],
            }
        );
        using var request = RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray());
        request.Headers.Host = host;
        Assert.Equal(HttpStatusCode.OK, (await sidecar.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0:8000")]
    [InlineData("127.0.0.1")]
    public async Task The_address_that_it_listens_on_is_its_name(string host)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { SidecarHost = "0.0.0.0", InsecureListen = true });
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync($"GET /status HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");
        Assert.StartsWith("HTTP/1.1 200 ", await caller.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_any_host_is_refused()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync("GET /status HTTP/1.0\r\nContent-Length: 2\r\n\r\n[]");
        Assert.StartsWith("HTTP/1.1 403 ", await caller.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_unix_socket_only_web_pages_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("ila-door.");
        await using (var sidecar = await RunningSidecar.StartAsync(config => config with { Socket = Path.Combine(folder.FullName, "s") }))
        {
            using var page = RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray());
            page.Headers.Add("Origin", "https://evil.example");
            Assert.Equal(HttpStatusCode.Forbidden, (await sidecar.Client.SendAsync(page)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Code);
        }
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public async Task The_log_warns_of_refused_callers_once_in_ten_minutes_and_says_how_many_they_were()
    {
        var clock = new FakeTimeProvider();
        await using var sidecar = await RunningSidecar.StartAsync(clock: clock);
        for (var i = 0; i < 4; i++)
        {
            if (i == 3)
                clock.Advance(TimeSpan.FromMinutes(10));
            using var request = RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray());
            request.Headers.Host = "evil.example";
            Assert.Equal(HttpStatusCode.Forbidden, (await sidecar.Client.SendAsync(request)).StatusCode);
        }
        var lines = (await sidecar.WholeLogAsync()).Split('\n').Where(line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Collection(
            lines,
            first => Assert.EndsWith("it can be given one in AllowedHosts", first.TrimEnd(), StringComparison.Ordinal),
            second =>
                Assert.EndsWith("AllowedHosts (2 more like this since the last such line)", second.TrimEnd(), StringComparison.Ordinal)
        );
    }
}
