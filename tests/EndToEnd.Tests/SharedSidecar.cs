using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>One sidecar for all tests of a class, started with it; pods of one test do not disturb those of another.</summary>
public class SharedSidecar(CondorPool pool) : IAsyncLifetime
{
    private Sidecar? _sidecar;

    public CondorPool Pool { get; } = pool;
    internal Sidecar Sidecar => _sidecar!;
    internal SidecarCalls Calls => Sidecar.Client;

    /// <summary>A folder that jobs may write to (they run as the pool's own user) and pods may mount.</summary>
    public string Open { get; } = Directory.CreateTempSubdirectory("ila-open.").FullName;

    internal Gate Gate() => new(Open);

    /// <summary>Every container that was added so far sees <see cref="Open"/>, at its own path.</summary>
    internal void MountOpen(PodBody pod) =>
        pod.Volume("open", "hostPath", new JsonObject { ["path"] = Open })
            .InEvery(c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "open", ["mountPath"] = Open }));

    internal string JobFolder(SentPod pod) => Path.Combine(Sidecar.DataRoot, "jobs", pod.Uid);

    protected virtual string Config => "";
    protected virtual string[] Flags => [];

    public virtual async Task InitializeAsync()
    {
        File.SetUnixFileMode(Open, (UnixFileMode)0b111_111_111);
        _sidecar = await Sidecar.StartAsync(Pool, $"AllowedHostPaths: [/cvmfs, {Open}]\n{Config}", Flags);
    }

    public virtual async Task DisposeAsync()
    {
        if (_sidecar is not null)
            await _sidecar.DisposeAsync();
        Pool.Tool("condor_rm", "-all");
        TestFolder.Remove(Open);
    }
}
