using System.Text;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>The content of one ConfigMap, Secret or projected map: bytes by key, and where on the wire each key stands.</summary>
internal sealed class NamedFiles
{
    private readonly Dictionary<string, (string Field, byte[] Bytes)> _files = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _files.Keys;

    public byte[]? Find(string key) => _files.TryGetValue(key, out var file) ? file.Bytes : null;

    public string FieldOf(string key) => _files[key].Field;

    /// <param name="field">Of the map itself.</param>
    /// <param name="binary">Already decoded from base64.</param>
    /// <param name="binaryName">Its name on the wire.</param>
    /// <param name="text">Wins where both have a key.</param>
    /// <param name="textName">Its name on the wire.</param>
    public static NamedFiles Of(
        string field, Dictionary<string, byte[]?>? binary, string binaryName, Dictionary<string, string?>? text, string textName)
    {
        var all = new NamedFiles();
        foreach (var (key, bytes) in binary ?? []) all._files[key] = ($"{field}.{binaryName}", bytes ?? []);
        foreach (var (key, value) in text ?? []) all._files[key] = ($"{field}.{textName}", Encoding.UTF8.GetBytes(value ?? ""));
        return all;
    }
}
