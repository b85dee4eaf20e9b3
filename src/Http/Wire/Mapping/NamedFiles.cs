using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// The content of one ConfigMap, Secret or projected map: bytes or text by key, and the field of each key on the wire. A conversion between
/// bytes and text happens once, and only if it is needed, because interLink sends a map again for every mount.
/// </summary>
internal sealed class NamedFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => _files.Keys;

    public byte[]? Find(string key) => _files.TryGetValue(key, out var file) ? file.Bytes ??= Encoding.UTF8.GetBytes(file.Text!) : null;

    /// <returns>The text; empty, and reported, if the bytes are not text, because a variable could not hold them.</returns>
    public string? FindText(string key, FieldFaults faults)
    {
        if (!_files.TryGetValue(key, out var file))
            return null;
        try
        {
            return file.Text ??= Utf8.GetString(file.Bytes!);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(FieldPath.Key(file.Field, key), "is no UTF-8 text, so no variable can have this value; mount it as a file");
            return file.Text = "";
        }
    }

    /// <summary>True if the value was sent as bytes (base64).</summary>
    public bool IsBinary(string key) => _files.TryGetValue(key, out var file) && file.IsBinary;

    public string FieldOf(string key) => _files[key].Field;

    /// <param name="field">The field of the map.</param>
    /// <param name="binary">The binary values, already decoded from base64.</param>
    /// <param name="binaryName">Its name on the wire.</param>
    /// <param name="text">The text values, which win if both have a key.</param>
    /// <param name="textName">Its name on the wire.</param>
    public static NamedFiles Of(
        string field,
        Dictionary<string, byte[]?>? binary,
        string binaryName,
        Dictionary<string, string?>? text,
        string textName
    )
    {
        var all = new NamedFiles();
        foreach (var (key, bytes) in binary ?? [])
            all._files[key] = new Entry($"{field}.{binaryName}", isBinary: true) { Bytes = bytes ?? [] };
        foreach (var (key, value) in text ?? [])
            all._files[key] = new Entry($"{field}.{textName}", isBinary: false) { Text = value ?? "" };
        return all;
    }

    /// <summary>A value, of which bytes or text is set.</summary>
    private sealed class Entry(string field, bool isBinary)
    {
        public bool IsBinary { get; } = isBinary;
        public string Field { get; } = field;
        public byte[]? Bytes { get; set; }
        public string? Text { get; set; }
    }
}
