using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Fills in the defaults that the Kubernetes API server writes into a new pod.</summary>
internal static class PodDefaults
{
    /// <summary>
    /// Checks the types of fields that are read later, and fills in missing ones. Changes <paramref name="spec"/>. The sidecar checks the
    /// values, so that all faults of a pod are reported together.
    /// </summary>
    public static void Fill(JsonObject spec, string at)
    {
        foreach (var (volume, where) in spec.Objects("volumes", at))
            Volume(volume, where);
        foreach (var (container, where) in spec.Objects("initContainers", at).Concat(spec.Objects("containers", at)))
            Container(container, where);
        spec.PutIfAbsent("restartPolicy", "Always");
        spec.PutIfAbsent("terminationGracePeriodSeconds", 30);
        spec.PutIfAbsent("dnsPolicy", "ClusterFirst");
        spec.PutIfAbsent("serviceAccountName", "default");
        spec.PutIfAbsent("serviceAccount", spec["serviceAccountName"]!.DeepClone());
        spec.PutIfAbsent("nodeName", "htcondor-sidecar");
        spec.PutIfAbsent("securityContext", new JsonObject());
        spec.PutIfAbsent("schedulerName", "default-scheduler");
        spec.PutIfAbsent("priority", 0);
        spec.PutIfAbsent("enableServiceLinks", true);
        spec.PutIfAbsent("preemptionPolicy", "PreemptLowerPriority");
    }

    private static void Container(JsonObject container, string at)
    {
        PutTexts(container, at, "name", "image");
        container.Text("workingDir", at);
        foreach (var key in (string[])["command", "args"])
            for (var i = 0; i < (container.List(key, at)?.Count ?? 0); i++)
                if (container[key]![i]?.GetValueKind() is not JsonValueKind.String)
                    throw new ManifestFault($"{at}.{key}[{i}]: text is wanted (quote it)");
        foreach (var (mount, where) in container.Objects("volumeMounts", at))
            PutTexts(mount, where, "name", "mountPath");
        foreach (var (port, _) in container.Objects("ports", at))
            port.PutIfAbsent("protocol", "TCP");
        container.PutIfAbsent("resources", new JsonObject());
        Resources(container.Object("resources", at)!, at + ".resources");
        container.PutIfAbsent("terminationMessagePath", "/dev/termination-log");
        container.PutIfAbsent("terminationMessagePolicy", "File");
        container.PutIfAbsent("imagePullPolicy", ImagePullPolicies.DefaultOf(container["image"]!.GetValue<string>()));
    }

    /// <summary>Adds missing texts as empty ones, as Go writes them.</summary>
    private static void PutTexts(JsonObject holder, string at, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (holder.Text(key, at) is null)
                holder[key] = "";
    }

    private static void Resources(JsonObject resources, string at)
    {
        foreach (var side in (string[])["limits", "requests"])
        foreach (var (name, quantity) in (resources.Object(side, at) ?? []).ToList())
            if (quantity?.GetValueKind() is JsonValueKind.Number)
                resources[side]![name] = quantity.ToJsonString(); // a manifest may have cpu: 1, but on the wire a quantity is text
        if (resources["limits"] is not JsonObject limits)
            return;
        resources.PutIfAbsent("requests", new JsonObject());
        foreach (var (name, quantity) in limits)
            if (quantity is not null && resources["requests"]![name] is null)
                resources["requests"]![name] = quantity.DeepClone();
    }

    private static void Volume(JsonObject volume, string at)
    {
        PutTexts(volume, at, "name");
        foreach (var kind in (string[])["configMap", "secret", "projected", "downwardAPI"])
            volume.Object(kind, at)?.PutIfAbsent("defaultMode", VolumeFile.DefaultMode);
        if (volume.Where(member => member.Key != "name").All(member => member.Value is null))
        {
            foreach (var empty in volume.Where(member => member.Value is null).Select(member => member.Key).ToList())
                volume.Remove(empty);
            volume["emptyDir"] = new JsonObject();
        }
        if (volume.Object("emptyDir", at)?["sizeLimit"] is JsonValue size && size.GetValueKind() is JsonValueKind.Number)
            volume["emptyDir"]!["sizeLimit"] = size.ToJsonString();
    }
}
