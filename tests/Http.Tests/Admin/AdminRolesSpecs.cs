using System.Net;
using HtcondorActors.Http.Admin;
using HtcondorActors.Http.Tests.Hosting;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>Each route of the admin listener asks for its role.</summary>
public sealed class AdminRolesSpecs(ListenerWithTokens listener) : IClassFixture<ListenerWithTokens>
{
    public static TheoryData<string> Routes => [.. AdminRoutes.All.Select(route => $"{route.Method} {route.Path}")];

    [Theory, MemberData(nameof(Routes))]
    public async Task A_reader_may_read_and_not_act(string route)
    {
        var code = await listener.SendAsync(ListenerWithTokens.Reader, route);
        if (RoleOf(route) == AdminRole.Operate)
            Assert.Equal(HttpStatusCode.Forbidden, code);
        else
            Assert.DoesNotContain(code, Refusals);
        Assert.Empty(listener.Done);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task An_operator_may_do_everything(string route) =>
        Assert.DoesNotContain(await listener.SendAsync(ListenerWithTokens.Operator, route), Refusals);

    [Theory, MemberData(nameof(Routes))]
    public async Task A_stranger_may_do_nothing(string route)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await listener.SendAsync("a-token-of-nobody-here", route));
        Assert.Equal(HttpStatusCode.Unauthorized, await listener.SendAsync(null, route));
        Assert.Empty(listener.Done);
    }

    [Fact]
    public void Whatever_is_no_GET_needs_the_role_operate() =>
        Assert.All(
            AdminRoutes.All,
            route => Assert.Equal(route.Method == HttpMethod.Get.Method ? AdminRole.Read : AdminRole.Operate, route.Role)
        );

    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];

    private static AdminRole RoleOf(string route) => AdminRoutes.All.Single(each => $"{each.Method} {each.Path}" == route).Role;
}

/// <summary>An admin listener with an address, TLS, and a token for each role.</summary>
public sealed class ListenerWithTokens : IAsyncLifetime, IDisposable
{
    public const string Reader = "a-token-that-may-read";
    public const string Operator = "a-token-that-may-act";

    private readonly TlsFolder _folder = new();
    private RunningSidecar? _sidecar;

    /// <summary>The actions that were carried out.</summary>
    public IReadOnlyList<string> Done => _sidecar!.Actions.Done;

    public async Task InitializeAsync() => _sidecar = await RunningSidecar.StartAsync(config => _folder.Admin(config, Reader, Operator));

    public async Task DisposeAsync() => await _sidecar!.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    /// <param name="token">Null for none.</param>
    /// <param name="route">A method and a path, as the table of routes has them. Requests that write have an empty object as body: it asks
    /// for nothing.</param>
    public async Task<HttpStatusCode> SendAsync(string? token, string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        using var caller = _folder.Caller(_sidecar!, token: token);
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            AdminRoutes.Base + path.Replace("{pod}", "default%2Fnone", StringComparison.Ordinal)
        );
        if (method != HttpMethod.Get.Method)
            request.Content = new StringContent("{}");
        using var answer = await caller.SendAsync(request);
        return answer.StatusCode;
    }
}
