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

    /// <summary>Unix seconds; 0 stands for "not yet" (CompletionDate).</summary>
    public static DateTimeOffset? Time(this JsonElement ad, string name) =>
        ad.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
