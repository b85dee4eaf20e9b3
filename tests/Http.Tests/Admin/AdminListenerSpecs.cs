using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Tests.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>Which listener has which paths, and who gets in.</summary>
public sealed class AdminListenerSpecs
{
    private const string Reader = "a-token-that-may-read";
    private const string Operator = "a-token-that-may-act";

    [Theory]
    [InlineData("POST", "/create")]
    [InlineData("POST", "/delete")]
    [InlineData("GET", "/status")]
    [InlineData("GET", "/getLogs")]
    [InlineData("POST", "/explain")]
    [InlineData("GET", "/system-info")]
    [InlineData("GET", "/create")]
    public async Task No_request_of_interLink_is_served_on_the_admin_listener(string method, string path)
    {
        await using var admin = await AdminSidecar.StartAsync();
        var (code, _) = await admin.SendAsync(new HttpMethod(method), path, "{}");
        Assert.Equal(HttpStatusCode.NotFound, code);
        Assert.Empty(admin.Sidecar.Gateway.Created);
    }

    [Theory]
    [InlineData("GET", "/admin/v1/pods")]
    [InlineData("POST", "/admin/v1/pods")]
    [InlineData("PUT", "/admin/v1/drain")]
    [InlineData("PUT", "/ADMIN/v1/drain")]
    [InlineData("GET", "/admin")]
    public async Task Nothing_of_admin_is_served_on_the_plugin_s_listener(string method, string path)
    {
        await using var admin = await AdminSidecar.StartAsync();
        var (code, _, _) = await admin.Sidecar.SendAsync(new HttpMethod(method), path, "{\"draining\":true}");
        Assert.Equal(HttpStatusCode.NotFound, code);
        Assert.Empty(admin.Actions.Done);
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/healthz?verbose")]
    [InlineData("/readyz/ping")]
    public async Task Both_listeners_tell_the_health(string path)
    {
        await using var admin = await AdminSidecar.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(path)).Code);
        using var plugin = await admin.Sidecar.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, plugin.StatusCode);
    }

    [Fact]
    public async Task An_administrator_reads_the_reasons_in_the_list_of_checks_and_a_stranger_does_not()
    {
        await using var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Gateway.Health = new(
            [new("actors", null)],
            [new("journal", "disk full")],
            [new("queue-poller polls", "condor_q: time limit", new(2026, 11, 29, 11, 4, 12, TimeSpan.Zero))]
        );
        var (code, told) = await admin.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("[-]journal failed: disk full\n", told, StringComparison.Ordinal);
        Assert.Contains("polls degraded since 2026-11-29T11:04:12Z: condor_q: time limit\n", told, StringComparison.Ordinal);
        using var plugin = await admin.Sidecar.Client.GetAsync("/readyz");
        Assert.DoesNotContain("disk full", await plugin.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_socket_is_its_owner_s_alone_and_its_owner_may_act()
    {
        await using var admin = await AdminSidecar.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(admin.Socket));
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Put, "/admin/v1/drain", "{\"draining\":true}")).Code);
        Assert.Equal($"drain True by {UnixPeer.NameOf(CondorIo.UnixFile.Me)}", Assert.Single(admin.Actions.Done));
    }

    [Fact]
    public async Task The_socket_is_gone_when_the_sidecar_has_stopped()
    {
        await using var admin = await AdminSidecar.StartAsync();
        await admin.Sidecar.StopAsync();
        Assert.False(File.Exists(admin.Socket));
    }

    [Fact]
    public void A_socket_that_a_killed_process_has_left_is_replaced_and_another_file_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("ila-admin.");
        var config = new SidecarConfig { DataRootFolder = folder.FullName };
        var path = AdminSocket.PathOf(config);
        var other = new UnixDomainSocketEndPoint(path + ".other");
        using (ListenSocket.Bind(other))
            File.Move(other.ToString()!, path);
        foreach (var socket in AdminListener.Bind(config, out _))
            socket.Dispose();

        File.WriteAllText(path, "precious");
        var fault = Assert.Throws<IOException>(() => AdminListener.Bind(config with { AdminSocket = path }, out _));
        Assert.StartsWith($"AdminSocket: cannot listen on {path}", fault.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void A_data_folder_that_can_have_no_socket_leaves_the_sidecar_without_one_and_with_a_warning()
    {
        var folder = Directory.CreateTempSubdirectory("ila-admin.");
        File.WriteAllText(Path.Combine(folder.FullName, "admin.sock"), "in the way");
        Assert.Empty(AdminListener.Bind(new SidecarConfig { DataRootFolder = folder.FullName }, out var warning));
        Assert.StartsWith("there is no admin socket, so the commands", warning, StringComparison.Ordinal);
        Assert.Contains("set AdminSocket to a path on a local file system", warning, StringComparison.Ordinal);

        Assert.Empty(AdminListener.Bind(new SidecarConfig { DataRootFolder = "/" + new string('x', 110) }, out warning));
        Assert.EndsWith("set AdminSocket to a shorter path", warning, StringComparison.Ordinal);
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void The_user_data_base_is_asked_for_an_action_and_not_for_a_connection()
    {
        var folder = Directory.CreateTempSubdirectory("ila-admin.");
        var path = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "s"));
        using var listener = ListenSocket.Bind(path);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(path);
        using var connection = listener.Accept();
        var asked = 0;

        var caller = UnixPeer.Of(connection, uid => $"user {uid}, asked {++asked}")!;
        Assert.Equal(0, asked);
        Assert.Equal($"user {CondorIo.UnixFile.Me}, asked 1", caller.Name);
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public async Task A_token_may_do_what_its_file_says_and_a_stranger_may_only_ask_for_the_health()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => folder.Admin(config, Reader, $"# ours\nalice {Operator}"));
        using var reader = folder.Caller(sidecar, token: Reader);
        using var alice = folder.Caller(sidecar, token: Operator);
        using var stranger = folder.Caller(sidecar, token: "a-token-of-nobody-here");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(reader, "/admin/v1/pods"));
        Assert.Equal(HttpStatusCode.Forbidden, await DrainAsync(reader));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(stranger, "/admin/v1/pods"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(stranger, "/readyz/ping"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(stranger, "/readyz"));
        Assert.Empty(sidecar.Actions.Done);
        Assert.Equal(HttpStatusCode.OK, await DrainAsync(alice));
        Assert.Equal("drain True by alice", Assert.Single(sidecar.Actions.Done));
        Assert.DoesNotContain(Operator, await sidecar.WholeLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_it_changes()
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(config => folder.Admin(config, readers: Reader));
        using var next = folder.Caller(sidecar, token: "the-token-of-tomorrow");
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(next, "/admin/v1/pods"));
        TlsFolder.WriteSecret(folder.Tokens, "the-token-of-tomorrow\n");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await GetAsync(next, "/admin/v1/pods") != HttpStatusCode.OK)
            await Task.Delay(50, limit.Token);
    }

    [Fact]
    public async Task A_certificate_may_read_and_acts_only_if_the_configuration_names_it()
    {
        using var folder = new TlsFolder();
        using var strangers = new Certificates("strangers");
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            folder.Admin(config, certificates: true) with
            {
                AdminOperators = ["bob"],
            }
        );
        using var eve = folder.Ours.Client("eve");
        using var bob = folder.Ours.Client("bob");
        using var stranger = strangers.Client();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(folder.Caller(sidecar, eve), "/admin/v1/pods"));
        Assert.Equal(HttpStatusCode.Forbidden, await DrainAsync(folder.Caller(sidecar, eve)));
        Assert.Equal(HttpStatusCode.OK, await DrainAsync(folder.Caller(sidecar, bob)));
        Assert.Equal("drain True by CN=bob", Assert.Single(sidecar.Actions.Done));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(folder.Caller(sidecar, stranger), "/admin/v1/pods"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(folder.Caller(sidecar), "/admin/v1/pods"));
    }

    [Fact]
    public async Task A_web_page_is_refused_also_with_credentials()
    {
        await using var admin = await AdminSidecar.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/pods");
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await admin.Sidecar.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient caller, string path)
    {
        using var answer = await caller.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> DrainAsync(HttpClient caller)
    {
        using var answer = await caller.PutAsync("/admin/v1/drain", new StringContent("{\"draining\":true}"));
        return answer.StatusCode;
    }
}
