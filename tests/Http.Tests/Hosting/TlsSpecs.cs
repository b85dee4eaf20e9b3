using System.Net;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>Who gets in over TLS, with real certificates.</summary>
public sealed class TlsSpecs
{
    private const string Token = "a-token-of-20-letters";
    private const string Next = "the-token-of-tomorrow";

    [Fact]
    public async Task A_client_whose_certificate_is_of_our_CA_is_let_in_and_nobody_else()
    {
        using var folder = new TlsFolder();
        using var strangers = new Certificates("strangers");
        await using var sidecar = await RunningSidecar.StartAsync(folder.MutualTls);

        using var ours = folder.Ours.Client();
        Assert.Equal(HttpStatusCode.OK, await PingAsync(folder.Caller(sidecar, ours)));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PingAsync(folder.Caller(sidecar)));
        using var stranger = strangers.Client();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PingAsync(folder.Caller(sidecar, stranger)));
        // Of our CA, but made for a server.
        using var server = folder.Ours.Server("other");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PingAsync(folder.Caller(sidecar, server)));
        Assert.DoesNotContain("\nError", "\n" + sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_HTTP_gets_nothing_from_a_port_with_TLS()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(folder.Tls);
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync("GET /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n[]");
        Assert.DoesNotContain("status", await caller.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\nError", "\n" + sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_and_any_other_is_refused()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            folder.WithTokens(folder.Tls(config), "# of interLink", Token, "")
        );
        Assert.Equal(HttpStatusCode.OK, await PingAsync(folder.Caller(sidecar, token: Token)));
        foreach (var wrong in new[] { null, "a-token-of-20-lettersx", "a-token-of-20-letter", "# of interLink", new string('x', 10_000) })
        {
            using var caller = folder.Caller(sidecar, token: wrong);
            using var answer = await caller.SendAsync(RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray()));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Authorization: a bearer token out of TokenFile is expected", await answer.Content.ReadAsStringAsync());
        }
        Assert.DoesNotContain(Token, await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/livez", 200)]
    [InlineData("/readyz?verbose", 200)]
    [InlineData("/healthz", 200)]
    [InlineData("/readyz/journal", 401)]
    [InlineData("/system-info", 401)]
    public async Task Without_a_token_a_caller_learns_only_whether_the_sidecar_is_alive_and_ready(string path, int code)
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => folder.WithTokens(folder.Tls(config), Token));
        using var caller = folder.Caller(sidecar);
        using var answer = await caller.GetAsync(path);
        Assert.Equal(code, (int)answer.StatusCode);
        using var page = new HttpRequestMessage(HttpMethod.Get, path);
        page.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await caller.SendAsync(page)).StatusCode);
    }

    [Fact]
    public async Task A_token_file_that_changed_counts_and_one_that_became_unusable_does_not()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => folder.WithTokens(folder.Tls(config), Token));
        Assert.Equal(HttpStatusCode.OK, await PingAsync(folder.Caller(sidecar, token: Token)));

        TlsFolder.WriteSecret(folder.Tokens, Next + "\n");
        await UntilAsync(async () => await PingAsync(folder.Caller(sidecar, token: Next)) == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync(folder.Caller(sidecar, token: Token)));

        File.WriteAllText(folder.Tokens, Token);
        File.SetUnixFileMode(folder.Tokens, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await UntilAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, await PingAsync(folder.Caller(sidecar, token: Next)));
            return sidecar.Log.Text.Contains(
                "token file changed, and cannot be used; the former content stays: TokenFile: ",
                StringComparison.Ordinal
            );
        });
    }

    [Fact]
    public async Task A_new_certificate_is_shown_without_a_restart()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(folder.Tls);
        using var next = folder.Ours.Server();
        var seen = "";
        await PingAsync(folder.Caller(sidecar, seen: server => seen = server.SerialNumber));
        Assert.NotEqual(next.SerialNumber, seen);
        folder.UseServer(next);
        await UntilAsync(async () =>
        {
            await PingAsync(folder.Caller(sidecar, seen: server => seen = server.SerialNumber));
            return seen == next.SerialNumber;
        });
    }

    [Fact]
    public void Files_that_others_may_read_or_that_hold_no_key_are_faults_that_name_their_key()
    {
        using var folder = new TlsFolder();
        var config = folder.WithTokens(folder.MutualTls(new()), Token);
        Assert.Empty(Faults(config));

        File.SetUnixFileMode(folder.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.WriteAllText(folder.Tokens, "short");
        Assert.Equal(
            [
                $"TlsKeyFile: {folder.Key} has mode 0404; 0600 or 0640 or less is expected, or others could use it",
                "TokenFile: line 1: a token of 16 to 4096 printable ASCII characters without blanks is expected",
            ],
            Faults(config)
        );
        TlsFolder.WriteSecret(folder.Key, Certificates.KeyPem(folder.Ours.Server()));
        TlsFolder.WriteSecret(folder.Tokens, "# none");
        Assert.Equal(
            [
                "TlsKeyFile: the key of the first certificate in TlsCertFile is expected, PEM, not encrypted",
                "TokenFile: it holds no token; one a line is expected",
            ],
            Faults(config)
        );
        File.Delete(folder.ClientCa);
        Assert.StartsWith($"TlsClientCaFile: {folder.ClientCa} cannot be read: ", Faults(config)[0], StringComparison.Ordinal);
        File.WriteAllText(folder.ClientCa, "nonsense");
        Assert.Equal("SocketGroup: no group of this name", Faults(new() { SocketGroup = "no-such-group" }).Single());
    }

    [Fact]
    public async Task A_FIFO_or_a_device_is_refused_by_its_key_and_keeps_no_start_waiting()
    {
        using var folder = new TlsFolder();
        var config = folder.WithTokens(folder.MutualTls(new()), Token);
        File.Delete(folder.ClientCa);
        using (var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", folder.ClientCa]))
            await made.WaitForExitAsync();
        // A link, as Kubernetes mounts its Secrets.
        File.Delete(folder.Tokens);
        File.CreateSymbolicLink(folder.Tokens, "/dev/zero");

        var faults = await Task.Run(() => Faults(config)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(
            [
                $"TlsClientCaFile: {folder.ClientCa} cannot be read: it is a FIFO, a regular file is expected",
                $"TokenFile: {folder.Tokens} cannot be read: it is a device, a regular file is expected",
            ],
            faults
        );
    }

    [Fact]
    public async Task A_FIFO_that_takes_the_name_of_a_token_file_later_holds_up_no_request()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => folder.WithTokens(folder.Tls(config), Token));
        File.Delete(folder.Tokens);
        using (var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", folder.Tokens]))
            await made.WaitForExitAsync();
        await UntilAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, await PingAsync(folder.Caller(sidecar, token: Token)).WaitAsync(TimeSpan.FromSeconds(30)));
            return sidecar.Log.Text.Contains("it is a FIFO, a regular file is expected", StringComparison.Ordinal);
        });
    }

    private static async Task<HttpStatusCode> PingAsync(HttpClient caller)
    {
        using (caller)
        {
            using var answer = await caller.SendAsync(RunningSidecar.Request(HttpMethod.Get, "/status", "[]"u8.ToArray()));
            return answer.StatusCode;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
            await Task.Delay(100, limit.Token);
    }

    private static IReadOnlyList<string> Faults(SidecarConfig config) =>
        [.. ListenerCredentials.Faults(config).Select(fault => $"{fault.Key}: {fault.Words}")];
}
