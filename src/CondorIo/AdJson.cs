using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Attributes of one job ad in JSON. An undefined one is absent or null, and an expression that is no literal is a string
/// <c>/Expr(...)/</c>: whatever has not the type that is asked for is read as undefined.
/// </summary>
internal static class AdJson
{
    public static string? Text(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int? Number(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static bool? Flag(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>A nested ad of numbers, as NumHoldsByReason is; none when it is not there.</summary>
    public static IEnumerable<(string Name, int Count)> Counts(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Number).Select(one => (one.Name, one.Value.TryGetInt32(out var count) ? count : 0)).ToArray()
            : [];

    /// <summary>Unix seconds; 0 stands for "not yet" (CompletionDate).</summary>
    public static DateTimeOffset? Time(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
