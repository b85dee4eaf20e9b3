using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// The content of one ConfigMap, Secret or projected map: bytes or text by key, and where on the wire each key stands. What is asked for
/// as the other of
/// the two is made once, and not at all where nobody asks: interLink sends a map again for every mount of it.
/// </summary>
internal sealed class NamedFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => _files.Keys;

    public byte[]? Find(string key) => _files.TryGetValue(key, out var file) ? file.Bytes ??= Encoding.UTF8.GetBytes(file.Text!) : null;

    /// <returns>Empty, and told, where it is no text: as a variable it would not be what it is.</returns>
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

    /// <summary>It came as bytes (base64).</summary>
    public bool IsBinary(string key) => _files.TryGetValue(key, out var file) && file.IsBinary;

    public string FieldOf(string key) => _files[key].Field;

    /// <param name="field">Of the map itself.</param>
    /// <param name="binary">Already decoded from base64.</param>
    /// <param name="binaryName">Its name on the wire.</param>
    /// <param name="text">Wins where both have a key.</param>
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

    /// <summary>One of the two is set.</summary>
    private sealed class Entry(string field, bool isBinary)
    {
        public bool IsBinary { get; } = isBinary;
        public string Field { get; } = field;
        public byte[]? Bytes { get; set; }
        public string? Text { get; set; }
    }
}
