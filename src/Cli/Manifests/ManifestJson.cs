using System.Text.Json;
using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Reads a manifest as strictly as the API server's typed decoder: a number instead of text is a fault.</summary>
internal static class ManifestJson
{
    public static JsonObject? Object(this JsonObject holder, string key, string at) =>
        holder[key] switch
        {
            null => null,
            JsonObject found => found,
            var other => throw Wrong(at, key, "a mapping", other),
        };

    public static JsonArray? List(this JsonObject holder, string key, string at) =>
        holder[key] switch
        {
            null => null,
            JsonArray found => found,
            var other => throw Wrong(at, key, "a list", other),
        };

    /// <summary>The mappings in a list.</summary>
    public static IEnumerable<(JsonObject Item, string At)> Objects(this JsonObject holder, string key, string at) =>
        (holder.List(key, at) ?? []).Select(
            (item, i) => item is JsonObject found ? (found, $"{at}.{key}[{i}]") : throw Wrong(at, $"{key}[{i}]", "a mapping", item)
        );

    public static string? Text(this JsonObject holder, string key, string at) =>
        holder[key] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
            var other => throw Wrong(at, key, "text", other),
        };

    public static bool Flag(this JsonObject holder, string key, string at) =>
        holder[key] switch
        {
            null => false,
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
            var other => throw Wrong(at, key, "true or false", other),
        };

    /// <summary>
    /// Reads a mapping whose values must be text (labels, data ...); an absent one is empty. A null becomes the empty text, as in the API
    /// server's decoder.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Texts(this JsonObject holder, string key, string at)
    {
        if (holder.Object(key, at) is not { } map)
            return new Dictionary<string, string>();
        foreach (var empty in map.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            map[empty] = "";
        return map.ToDictionary(pair => pair.Key, pair => map.Text(pair.Key, $"{at}.{key}")!);
    }

    public static void PutIfAbsent(this JsonObject holder, string key, JsonNode value)
    {
        if (holder[key] is null)
            holder[key] = value;
    }

    private static ManifestFault Wrong(string at, string key, string wanted, JsonNode? found) =>
        // The value may be a secret, so the message names only its type.
        new($"{at}.{key}: {wanted} is wanted, not {Kind(found)}");

    private static string Kind(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            JsonValueKind.Number => "a number (quote it)",
            JsonValueKind.True or JsonValueKind.False => "true/false (quote it)",
            JsonValueKind.String => "text",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "a mapping",
            _ => "nothing",
        };
}
