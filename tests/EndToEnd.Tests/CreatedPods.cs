using System.Globalization;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// All pods of a folder of manifests, created at once by a sidecar of their own. Each carries the annotations that interLink's own default
/// configuration puts on every pod; images of that name are the site's own.
/// </summary>
public abstract class CreatedPods(CondorPool pool, string folder) : SharedSidecar(pool)
{
    private readonly Dictionary<string, SentPod> _pods = [];
    private readonly Dictionary<string, Exception> _refused = [];

    protected override string Config =>
        $$"""
            ImageOverrides: {busybox: {{Pool.Images}}/busybox}
            VolumeFolders: {pvc/default/work: {{Open}}}

            """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var image = new OciImage(
            Path.Combine(Pool.Images, "busybox", "bin", "busybox"),
            new JsonObject
            {
                ["Entrypoint"] = new JsonArray("/bin/sh", "-c"),
                ["Cmd"] = new JsonArray("echo words of its own"),
                ["Env"] = new JsonArray("PATH=/bin", "KEPT_WORD=kept"),
            }
        ).WriteTo(Path.Combine(Open, "image"));
        foreach (
            var file in Directory.EnumerateFiles(RepositoryRoot.File("tests", "Fixtures", folder), "*.yaml").Order(StringComparer.Ordinal)
        )
        foreach (
            var (name, pod) in ManifestPod.ReadAll(
                file,
                ("PORT", FreePort.Next().ToString(CultureInfo.InvariantCulture)),
                ("IMAGE", "oci:" + image),
                ("OUT", Open)
            )
        )
            await CreateAsync(name, pod);
    }

    /// <summary>The pod, created.</summary>
    internal SentPod this[string name] => _refused.TryGetValue(name, out var fault) ? throw fault : _pods[name];

    private async Task CreateAsync(string name, SentPod pod)
    {
        Assert.Contains("slurm-job.vk.io/image-root", pod.PodJson, StringComparison.Ordinal);
        _pods.Add(name, pod);
        try
        {
            await Calls.CreateAsync(pod);
        }
        catch (Exception fault) when (fault is Xunit.Sdk.XunitException or HttpRequestException)
        {
            _refused.Add(name, fault); // the test of this pod fails with it, and no other
        }
    }
}
