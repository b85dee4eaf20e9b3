using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HtcondorActors.Http.Tests.Hosting;

public sealed class DoorKeeperSpecs : IDisposable
{
    private const string Token = "0123456789abcdef-first", Other = "0123456789abcdef-other";

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-door.").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8000", HttpStatusCode.OK)]
    [InlineData("[::1]:8000", HttpStatusCode.OK)]
    [InlineData("sidecar.example", HttpStatusCode.OK)] // in AllowedHosts
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("attacker.example:8000", HttpStatusCode.Forbidden)]
    [InlineData("localhost.attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("1", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    public async Task A_request_under_a_foreign_host_name_is_refused_so_that_no_web_page_can_be_bound_to_this_machine(string host, HttpStatusCode code)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { AllowedHosts = ["sidecar.example"] });
        var answer = await SendAsync(sidecar, request => request.Headers.Host = host);
        Assert.Equal(code, answer.Code);
        if (code != HttpStatusCode.OK) Assert.Contains("AllowedHosts", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_web_page_is_never_answered(bool unix)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => unix ? config with { Socket = Path.Combine(_folder, "s") } : config);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(sidecar, request => request.Headers.Add("Origin", "http://localhost:8000"))).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(sidecar, request => request.Headers.Add("Origin", "null"))).Code);
        Assert.Empty(sidecar.Gateway.Created);
    }

    [Fact]
    public async Task Over_a_unix_socket_any_host_name_will_do()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { Socket = Path.Combine(_folder, "s") });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(sidecar, request => request.Headers.Host = "unix")).Code);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(sidecar, request => request.Headers.Host = "anything.example")).Code);
    }

    [Fact]
    public async Task With_a_token_file_only_its_tokens_are_let_in_and_a_rotated_token_counts_without_a_restart()
    {
        var file = TokenFile(Token);
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { TokenFile = file });
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(sidecar, _ => { })).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(sidecar, Bearing(Other))).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(sidecar, Bearing(Token[..^1]))).Code);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(sidecar, Bearing(Token))).Code);

        TokenFile(Other + "-longer");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await SendAsync(sidecar, Bearing(Other + "-longer"))).Code != HttpStatusCode.OK) await Task.Delay(50, limit.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(sidecar, Bearing(Token))).Code);
        Assert.DoesNotContain(Token, sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_that_becomes_unusable_leaves_the_former_tokens_and_is_said_on_the_ping()
    {
        var file = TokenFile(Token);
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { TokenFile = file });
        await File.WriteAllTextAsync(file, "short\n");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!sidecar.Log.Text.Contains("cannot be used", StringComparison.Ordinal))
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(sidecar, Bearing(Token))).Code);
            await Task.Delay(50, limit.Token);
        }
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(sidecar, Bearing(Token))).Code);
    }

    private static Action<HttpRequestMessage> Bearing(string token) => request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

    private static async Task<(HttpStatusCode Code, string Text)> SendAsync(RunningSidecar sidecar, Action<HttpRequestMessage> change)
    {
        var request = RunningSidecar.Request(HttpMethod.Get, "/status", Encoding.UTF8.GetBytes("[]"));
        change(request);
        using var answer = await sidecar.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private string TokenFile(string token)
    {
        var file = Path.Combine(_folder, "tokens");
        File.WriteAllText(file, $"# of interLink\n{token}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
