using System.Text.Json.Nodes;

namespace HtcondorActors.Bench.Peers;

/// <summary>A pod of one container that both programs take: a script of bash that runs on the node itself (image <c>host</c>).</summary>
internal sealed class PeerPod
{
    private const string NoMachine = "1000"; // CPUs: more than the pool has

    private readonly JsonObject _pod;

    private PeerPod(string script, string cpus)
    {
        Uid = Guid.NewGuid().ToString();
        _pod = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "bench",
                ["namespace"] = "default",
                ["uid"] = Uid,
            },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["containers"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "main",
                        ["image"] = "host",
                        ["command"] = new JsonArray("/bin/bash"),
                        ["args"] = new JsonArray(script),
                        // The plugin hands the memory to HTCondor as it stands; HTCondor takes a bare number as MiB.
                        ["resources"] = new JsonObject
                        {
                            ["requests"] = new JsonObject { ["cpu"] = cpus, ["memory"] = "64" },
                        },
                    }
                ),
            },
        };
        CreateBody = new JsonObject { ["pod"] = _pod.DeepClone(), ["container"] = new JsonArray() }.ToJsonString();
    }

    public string Uid { get; }

    public string CreateBody { get; }

    public static PeerPod Running(string script) => new(script, "1");

    /// <summary>A pod for which there is no machine.</summary>
    public static PeerPod Waiting() => new("true", NoMachine);

    /// <summary>The whole pods, as the Virtual Kubelet sends them.</summary>
    public static string StatusBody(IEnumerable<PeerPod> pods) => $"[{string.Join(',', pods.Select(pod => pod._pod.ToJsonString()))}]";

    public string LogBody(int? tail) =>
        new JsonObject
        {
            ["Namespace"] = "default",
            ["PodUID"] = Uid,
            ["PodName"] = "bench",
            ["ContainerName"] = "main",
            ["Opts"] = tail is { } lines ? new JsonObject { ["Tail"] = lines } : new JsonObject(),
        }.ToJsonString();
}
