using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: merges the pod's pull secrets into one docker config.json for fetching its images.</summary>
internal static class RegistryAuth
{
    public const string FileName = "registry-auth.json";

    /// <summary>Images of other kinds are files of the node, or are fetched without credentials.</summary>
    private static readonly string[] FromRegistries = ["docker://", "oras://"];

    /// <returns>Null if there are no credentials, or no image needs them.</returns>
    public static byte[]? Of(PodSpec pod, IEnumerable<PlannedContainer> containers, SitePolicy site, PlanWarnings warnings)
    {
        if (
            pod.PullSecrets.Count == 0
            || !containers.Any(c => FromRegistries.Any(scheme => c.Image.StartsWith(scheme, StringComparison.Ordinal)))
        )
            return null;
        if (!site.ExportPodData)
        {
            warnings.Add("spec.imagePullSecrets", "ignored: this site does not send the content of Secrets along");
            return null;
        }
        var auths = new JsonObject();
        // A secret that is named twice is read once.
        foreach (var (secret, i) in pod.PullSecrets.Select((s, i) => (s, i)).DistinctBy(each => each.s.Name, StringComparer.Ordinal))
            Take(secret, $"spec.imagePullSecrets[{i}]", auths, warnings);
        return auths.Count == 0 ? null : Encoding.UTF8.GetBytes(new JsonObject { ["auths"] = auths }.ToJsonString());
    }

    private static void Take(PullSecret secret, string field, JsonObject auths, PlanWarnings warnings)
    {
        if (secret.DockerConfigJson is not { } config)
        {
            warnings.Add(
                field,
                $"the content of Secret {OneLine.Quoted(secret.Name)} was not sent (it is when a container mounts it); "
                    + "images are fetched without it"
            );
            return;
        }
        if (AuthsOf(config) is not { } own)
        {
            warnings.Add(field, $"Secret {OneLine.Quoted(secret.Name)} holds no docker config; images are fetched without it");
            return;
        }
        foreach (var (registry, auth) in own)
            if (auth is JsonObject && !auths.ContainsKey(registry))
                auths[registry] = auth.DeepClone();
    }

    private static List<KeyValuePair<string, JsonNode?>>? AuthsOf(ReadOnlyMemory<byte> config)
    {
        try
        {
            var auths = JsonNode.Parse(config.Span)?["auths"] as JsonObject;
            // Writing the JSON finds a lone surrogate at any depth; parsing does not.
            _ = auths?.ToJsonString();
            // As a list, because a duplicate key is found only when the members are enumerated.
            return auths?.ToList();
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, a duplicate key, invalid text, or JSON of another shape. The warning quotes nothing of the content.
            return null;
        }
    }
}
