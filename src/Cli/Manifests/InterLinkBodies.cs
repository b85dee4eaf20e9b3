using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Builds the bodies that interLink's API server would send to a sidecar.</summary>
internal static class InterLinkBodies
{
    /// <summary>Go's zero value of the job configuration, which is always sent, and empty without a job script builder.</summary>
    private const string NoJobConfig = """
        {"SingularityHubProxy":{"server":"","master_token":"","cache_validity_seconds":0},
         "ApptainerOptions":{"executable":"","fakeroot":false,"containall":false,"fuseMode":"","noInit":false,"noHome":false,
         "noPrivs":false,"nvidiaSupport":false,"cleanenv":false,"unsquash":false},
         "Volumes":{"scratch_area":"","apptainer_cachedir":"","image_dir":"","additional_directories_in_path":null,"fuse_sleep_seconds":0}}
        """;

    /// <summary>The whole body of a create.</summary>
    /// <exception cref="ManifestFault">A field is invalid, or a ConfigMap or Secret that is not optional is missing.</exception>
    public static JsonObject Body(PodManifest manifest, ManifestSet manifests, string uid, DateTimeOffset now, Action<string> warn)
    {
        var pod = Pod(manifest, uid, now);
        var at = manifest.Source + ": spec";
        var sent = new ManifestSet(manifests.Pods, Kept(manifests.ConfigMaps, now), Kept(manifests.Secrets, now));
        var container = new VolumeContent(sent, pod, warn).ForContainers(at);
        var env = new EnvResolution(sent, pod, warn);
        var spec = (JsonObject)pod["spec"]!;
        foreach (var (each, where) in spec.Objects("initContainers", at).Concat(spec.Objects("containers", at)))
            env.Resolve(each, where);
        return new JsonObject
        {
            ["pod"] = pod,
            ["container"] = container,
            ["jobConfig"] = JsonNode.Parse(NoJobConfig),
        };
    }

    /// <summary>
    /// The pod as Kubernetes stores it, with unresolved variables: the body of a delete, and an element of a status request.
    /// </summary>
    /// <param name="jobId">The value of the annotation JobID, which the Virtual Kubelet sets after a create; null before.</param>
    public static JsonObject Pod(PodManifest manifest, string uid, DateTimeOffset now, string? jobId = null)
    {
        var pod = (JsonObject)manifest.Json.DeepClone();
        var at = manifest.Source + ": spec";
        var spec = pod.Object("spec", manifest.Source) ?? throw new ManifestFault($"{at} is missing");
        PodDefaults.Fill(spec, at);
        Identify((JsonObject)pod["metadata"]!, uid, now);
        if (jobId is not null)
        {
            ((JsonObject)pod["metadata"]!).PutIfAbsent("annotations", new JsonObject());
            pod["metadata"]!["annotations"]!["JobID"] = jobId;
        }
        pod["status"] = new JsonObject
        {
            ["phase"] = "Pending",
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = "127.0.0.1",
            ["startTime"] = UtcTime.Of(now),
            ["containerStatuses"] = new JsonArray([.. spec.Objects("containers", at).Select(each => Waiting(each.Item))]),
        };
        return pod;
    }

    private static void Identify(JsonObject metadata, string uid, DateTimeOffset now)
    {
        metadata["uid"] = uid;
        metadata["resourceVersion"] = "1";
        metadata["creationTimestamp"] = UtcTime.Of(now);
    }

    private static JsonObject Waiting(JsonObject container) =>
        new()
        {
            ["name"] = container["name"]!.DeepClone(),
            ["state"] = new JsonObject
            {
                ["waiting"] = new JsonObject
                {
                    ["reason"] = "Remote pod submitted",
                    ["message"] = "The pod has been submitted to the remote plugin for creation",
                },
            },
            ["lastState"] = new JsonObject(),
            ["ready"] = false,
            ["restartCount"] = 0,
            ["image"] = container["image"]!.DeepClone(),
            ["imageID"] = "",
        };

    private static Dictionary<string, JsonObject> Kept(IReadOnlyDictionary<string, JsonObject> objects, DateTimeOffset now) =>
        objects.ToDictionary(
            pair => pair.Key,
            pair =>
            {
                var kept = (JsonObject)pair.Value.DeepClone();
                Identify((JsonObject)kept["metadata"]!, Guid.NewGuid().ToString(), now);
                return kept;
            }
        );
}
