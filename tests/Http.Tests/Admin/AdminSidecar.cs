using System.Net;
using System.Text;
using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>A sidecar with an admin socket in a folder of its own.</summary>
internal sealed class AdminSidecar : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private AdminSidecar(DirectoryInfo folder, RunningSidecar sidecar) => (_folder, Sidecar) = (folder, sidecar);

    public RunningSidecar Sidecar { get; }
    public ScriptedDirectory Pods => Sidecar.Directory;
    public ScriptedActions Actions => Sidecar.Actions;
    public string Socket => Path.Combine(_folder.FullName, "admin.sock");

    /// <param name="change">Changes the configuration.</param>
    /// <param name="clock">The clock of the endpoints.</param>
    public static async Task<AdminSidecar> StartAsync(Func<SidecarConfig, SidecarConfig>? change = null, TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("ila-admin.");
        return new(
            folder,
            await RunningSidecar.StartAsync(
                config =>
                {
                    config = config with { AdminSocket = Path.Combine(folder.FullName, "admin.sock") };
                    return change?.Invoke(config) ?? config;
                },
                clock
            )
        );
    }

    public Task<(HttpStatusCode Code, string Text)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<(HttpStatusCode Code, string Text)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Sidecar.Admin.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        TestFolder.Remove(_folder.FullName);
    }
}
