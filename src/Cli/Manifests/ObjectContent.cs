using System.Text;
using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.Manifests;

/// <summary>
/// Turns ConfigMaps and Secrets into the form in which the API server stores them: text is checked, and <c>stringData</c> becomes base64
/// <c>data</c>.
/// </summary>
internal static class ObjectContent
{
    public static JsonObject ConfigMap(JsonObject manifest, string at)
    {
        manifest.Texts("data", at);
        CheckBase64(manifest, "binaryData", at);
        return manifest;
    }

    public static JsonObject Secret(JsonObject manifest, string at)
    {
        CheckBase64(manifest, "data", at);
        var written = manifest.Texts("stringData", at);
        manifest.Remove("stringData");
        if (written.Count > 0)
        {
            manifest.PutIfAbsent("data", new JsonObject());
            foreach (var (key, text) in written)
                manifest["data"]![key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }
        manifest.PutIfAbsent("type", "Opaque");
        return manifest;
    }

    /// <summary>The text of a secret's key; null if there is no such key.</summary>
    public static string? SecretText(JsonObject secret, string key) =>
        secret["data"]?[key]?.GetValue<string>() is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null;

    public static string? ConfigMapText(JsonObject configMap, string key) => configMap["data"]?[key]?.GetValue<string>();

    private static void CheckBase64(JsonObject manifest, string member, string at)
    {
        foreach (var (key, text) in manifest.Texts(member, at))
            if (!Convert.TryFromBase64String(text, new byte[text.Length], out _))
                throw new ManifestFault($"{at}.{member}.{key}: not base64");
    }
}
