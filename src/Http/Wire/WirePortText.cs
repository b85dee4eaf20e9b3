using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>A port as Kubernetes' IntOrString: a number, or a name, as text.</summary>
internal sealed class WirePortText : JsonConverter<string>
{
    private const int LongestNumber = 20;

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => NumberOf(ref reader),
            _ => throw new JsonException(),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string NumberOf(ref Utf8JsonReader reader)
    {
        var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return digits.Length <= LongestNumber ? Encoding.ASCII.GetString(digits) : throw new JsonException();
    }
}
