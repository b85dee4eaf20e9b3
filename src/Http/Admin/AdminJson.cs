using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// The JSON of /admin/v1, for the server and for the commands. Names are in camelCase, enums in lower case, times in UTC. What is unknown
/// is left out. A member that was ever there stays, and a reader skips members that it does not know.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(UidText),
        typeof(InstantText),
        typeof(WordOf<PodStage>),
        typeof(WordOf<ReasonOwner>),
        typeof(WordOf<TimelineLane>),
        typeof(WordOf<UnownedKind>),
    ]
)]
[JsonSerializable(typeof(PodList))]
[JsonSerializable(typeof(PodDetail))]
[JsonSerializable(typeof(PodTimeline))]
[JsonSerializable(typeof(PodThen))]
[JsonSerializable(typeof(TopReport))]
[JsonSerializable(typeof(DrainAnswer))]
[JsonSerializable(typeof(DrainRequest))]
[JsonSerializable(typeof(RetryAnswer))]
[JsonSerializable(typeof(UnownedJobList))]
[JsonSerializable(typeof(UnownedJobsRequest))]
[JsonSerializable(typeof(UnownedJobsAnswer))]
[JsonSerializable(typeof(LogLevelAnswer))]
[JsonSerializable(typeof(LogLevelRequest))]
[JsonSerializable(typeof(ClusterAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(string))]
public sealed partial class AdminJson : JsonSerializerContext
{
    private static AdminJson? _wire;

    /// <summary>The form on the wire: no web page reads it, so quotes in a message need no HTML-safe escapes.</summary>
    public static AdminJson Wire =>
        _wire ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>Writes a UID as text.</summary>
internal sealed class UidText : JsonConverter<PodUid>
{
    public override PodUid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PodUid.TryParse(reader.GetString(), out var uid) ? uid : throw new JsonException("not a UID");

    public override void Write(Utf8JsonWriter writer, PodUid value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>Writes an instant in UTC (RFC 3339), with milliseconds if it has any.</summary>
internal sealed class InstantText : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Of(value));

    /// <summary>The writer of JSON leaves zeros at the end of the fraction out.</summary>
    public static DateTime Of(DateTimeOffset instant) => instant.UtcDateTime.AddTicks(-(instant.UtcTicks % TimeSpan.TicksPerMillisecond));
}

/// <summary>Writes a member of an enum in lower case.</summary>
internal sealed class WordOf<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
