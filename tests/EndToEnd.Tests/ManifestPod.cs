using System.Text.Json.Nodes;
using HtcondorActors.Cli.Manifests;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod out of a YAML file, with the ConfigMaps and Secrets beside it, as Kubernetes and interLink would send it on.</summary>
internal sealed class ManifestPod : SentPod
{
    private readonly PodManifest _manifest;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private ManifestPod(PodManifest manifest, ManifestSet all)
    {
        _manifest = manifest;
        Json = InterLinkBodies.Body(manifest, all, Uid, _now, _ => { }).ToJsonString();
    }

    public override string Name => _manifest.Name;
    public override string Json { get; }
    protected override JsonNode Pod => InterLinkBodies.Pod(_manifest, Uid, _now);

    /// <summary>What interLink's own configuration puts on every pod of its tests.</summary>
    private const string InterLinksOwn =
        """{slurm-job.vk.io/flags: "--job-name=test-pod-cfg -t 2800", slurm-job.vk.io/image-root: "docker://"}""";

    /// <summary>All pods of a file, by name. Each has the annotations that interLink's own tests give to every pod.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="replaced">Words of the file that stand for something only the test run knows (a port, an image).</param>
    public static Dictionary<string, SentPod> ReadAll(string file, params (string Word, string By)[] replaced)
    {
        var text = replaced
            .Append((Word: "metadata: {name:", By: $"metadata: {{annotations: {InterLinksOwn}, name:"))
            .Aggregate(File.ReadAllText(file), (text, word) => text.Replace(word.Word, word.By, StringComparison.Ordinal));
        var manifests = ManifestReader.Read([(Path.GetFileName(file), text)]);
        return manifests.Pods.ToDictionary(pod => pod.Name, SentPod (pod) => new ManifestPod(pod, manifests));
    }
}
