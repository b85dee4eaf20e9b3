using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;
using HtcondorActors.TestPool;
using Manifest = HtcondorActors.Cli.Manifests.InterLinkBodies;

namespace HtcondorActors.Cli.Tests.Pods;

/// <summary>A manifest on its way to a job, as <c>pod apply</c> sends it and /create takes it, and what came of it as text.</summary>
internal static class GoldenPod
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private static readonly SitePolicy Site = new()
    {
        AllowedHostPaths = ["/cvmfs", "/data"],
        VolumeFolders = new Dictionary<string, string>
        {
            ["pvc/physics/home"] = "/ceph/home",
            ["csi/csi.example.org"] = "/ceph/bucket",
            ["nfs/nas.example.org/export/archive"] = "/nfs/archive",
        },
        ImageOverrides = new Dictionary<string, string> { ["python:latest"] = "/images/python.sif" },
        ImageCacheFolder = "/var/cache/images",
        ExtendedResources = new Dictionary<string, string> { ["xilinx.com/fpga"] = "Fpgas" },
        Flavors =
        [
            new Flavor("large")
            {
                Cpus = 16,
                MemoryMiB = 65536,
                DiskMiB = 10240,
            },
            new Flavor("gpu")
            {
                Cpus = 8,
                Gpus = 1,
                SubmitCommands = new Dictionary<string, string>
                {
                    ["requirements"] = "TARGET.HasGpu",
                    ["require_gpus"] = "Capability >= 7.0",
                },
            },
        ],
        SubmitCommands = new Dictionary<string, string> { ["+ProjectName"] = "\"interlink\"" },
        AllowedSubmitCommands = ["accounting_group", "priority", "requirements", "rank", "concurrency_limits", "require_gpus"],
    };

    private static readonly CondorIoOptions Condor = new()
    {
        DataRootFolder = "/data",
        Instance = "golden",
        TagAttribute = "InterLinkTag",
    };

    public static string Folder => RepositoryRoot.File("tests/Fixtures/pods");

    public static string Written(string name)
    {
        var said = new StringBuilder();
        try
        {
            var pod = PodMapping.ToPodSpec(Request(name, said));
            var result = PodPlanner.Plan(pod, Site);
            if (result.Plan is null)
                said.Append(CultureInfo.InvariantCulture, $"refused: {result.Refusal}\n");
            else
                Write(said, result.Plan, PodExplainer.Explain(pod, Site, Condor).Submit);
        }
        catch (WireFaultException fault)
        {
            said.Append(CultureInfo.InvariantCulture, $"refused: {fault.Message}\n");
        }
        return said.ToString();
    }

    private static HtcondorActors.Http.Wire.CreateRequest Request(string name, StringBuilder said)
    {
        var set = ManifestReader.Read([(name + ".yaml", File.ReadAllText(Path.Combine(Folder, name + ".yaml")))]);
        var body = Manifest.Body(
            Assert.Single(set.Pods),
            set,
            "11111111-2222-4333-8444-555555555555",
            Now,
            line => said.Append(CultureInfo.InvariantCulture, $"client: {line}\n")
        );
        if (Path.Combine(Folder, name + ".sh") is var script && File.Exists(script))
            body["jobScript"] = File.ReadAllText(script);
        return body.Deserialize(WireJson.Default.CreateRequest)!;
    }

    private static void Write(StringBuilder said, PlannedPod pod, string submit)
    {
        var outline = pod.Outline;
        foreach (
            var (kind, container) in outline.InitContainers.Select(c => ("init", c)).Concat(outline.Containers.Select(c => ("main", c)))
        )
            said.Append(
                CultureInfo.InvariantCulture,
                $"{kind}: {container.Name} {container.Image}{(container.IsSidecar ? ", sidecar" : "")}"
                    + $"{(container.IsNotOffloaded ? ", elsewhere" : "")}{(container.MayRestart ? ", may restart" : "")}\n"
            );
        said.Append(CultureInfo.InvariantCulture, $"grace: {outline.Grace.TotalSeconds} s{(outline.IsJobScript ? "\njob script" : "")}\n");
        foreach (var warning in outline.Warnings)
            said.Append(CultureInfo.InvariantCulture, $"warning: {warning}\n");
        // The runner's name has a hash of the script in it, which says nothing of the pod.
        said.Append(CultureInfo.InvariantCulture, $"\n--- submit file\n{Regex.Replace(submit, "runner-[0-9a-f]{16}", "runner-HASH")}");
        foreach (var file in pod.Files)
            said.Append(CultureInfo.InvariantCulture, $"\n--- {file.Name}\n{Shown(file)}");
    }

    private static string Shown(JobFile file)
    {
        if (!file.Name.EndsWith(".tar", StringComparison.Ordinal))
            return Encoding.UTF8.GetString(file.Content.Span).TrimEnd('\n') + "\n";
        using var tar = new TarReader(new MemoryStream(file.Content.ToArray()));
        var entries = new StringBuilder();
        while (tar.GetNextEntry() is { } entry)
            entries.Append(CultureInfo.InvariantCulture, $"{Convert.ToString((int)entry.Mode, 8)} {entry.Length, 6} {entry.Name}\n");
        return entries.ToString();
    }
}
