using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli;
using HtcondorActors.Http.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>Manifests as the command line takes them, through reading and planning: each pod has its plan or one line that refuses
/// it.</summary>
public sealed class ManifestSpecs
{
    private static readonly AppliedPod Applied = new("00000000-0000-4000-8000-000000000000", "1.0", "", DateTimeOffset.UnixEpoch);

    private static readonly SidecarConfig Config = new()
    {
        DataRootFolder = "/data",
        VolumeFolders = new Dictionary<string, string>
        {
            ["pvc/physics/home"] = "/ceph/home",
            ["nfs/nas.example.org/export/archive"] = "/nfs/archive",
        },
        ExtendedResources = new Dictionary<string, string> { ["xilinx.com/fpga"] = "Fpgas" },
        AllowedHostPaths = ["/cvmfs", "/data"],
        Flavors = [new("large") { Cpus = 16, MemoryMiB = 65536 }],
    };

    [Fact]
    public void The_pods_of_a_manifest_are_explained_or_refused_in_one_line() =>
        Fuzz.Run(
            "manifest",
            Manifests(),
            YamlMutations.Of("metadata", "spec", "$(A)", "valueFrom", "host", "List", "items", "data", "optional", "10Gi"),
            Explain,
            inputs: 1500
        );

    private static void Explain(byte[] text)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var terminal = new Terminal(
            output,
            error,
            new StreamReader(new MemoryStream(text), Encoding.UTF8),
            TimeProvider.System,
            "/nowhere",
            TimeSpan.FromSeconds(1)
        );
        var code = PodCommand
            .Guarded(
                "explain",
                terminal,
                () =>
                {
                    var manifests = PodSession.Read(terminal, ["-"]);
                    // The pods as status, logs and delete send them.
                    foreach (var pod in manifests.Pods)
                        _ = KnownPod.Of(pod, Applied).Outline;
                    return Task.FromResult(new ExplainPods(terminal, Config).Run(manifests));
                }
            )
            .GetAwaiter()
            .GetResult();

        var said = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        var refused = said.Count(line => line.StartsWith("refused: ", StringComparison.Ordinal));
        var faults = error
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("warning: ", StringComparison.Ordinal))
            .ToArray();
        Assert.True(
            faults.Length <= 1 && faults.All(fault => fault.StartsWith("htcondor-sidecar explain: ", StringComparison.Ordinal)),
            error.ToString()
        );
        Assert.Equal(faults.Length + refused > 0 ? CliException.Failed : 0, code);
        Assert.True(code != 0 || said.Contains("# plan (values as their sizes)"), "neither a plan nor a refusal");
        foreach (var line in said.Concat(error.ToString().Split('\n')))
            Assert.False(line.EnumerateRunes().Any(HtcondorActors.CondorIo.SafeLine.IsUnsafe), $"moves the cursor: {line}");
    }

    /// <summary>As YAML, several documents too, and as JSON by the line.</summary>
    private static byte[][] Manifests()
    {
        string[] files =
        [
            .. Directory.GetFiles(RepositoryRoot.File("tests", "Fixtures", "pods"), "*.yaml").Order(StringComparer.Ordinal),
            .. Directory.GetFiles(RepositoryRoot.File("examples"), "*.yaml").Order(StringComparer.Ordinal),
        ];
        return [.. files.Select(File.ReadAllBytes), .. new[] { "create-full.json", "create-simple.json" }.Select(AsJson)];
    }

    private static byte[] AsJson(string create)
    {
        var pod = (JsonObject)
            JsonNode.Parse(File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "interlink", create)))!["pod"]!.DeepClone();
        (pod["apiVersion"], pod["kind"]) = ("v1", "Pod");
        pod.Remove("status");
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "List",
                ["items"] = new JsonArray(pod),
            },
            Indented
        );
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
