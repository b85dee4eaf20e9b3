using System.Text.Json;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Journal;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PodUidConverter), typeof(JobIdConverter), typeof(ScheddNameConverter)]
)]
[JsonSerializable(typeof(PodAccepted))]
[JsonSerializable(typeof(ScheddNoted))]
[JsonSerializable(typeof(SubmitIntended))]
[JsonSerializable(typeof(ReleaseDecided))]
[JsonSerializable(typeof(JobVoided))]
[JsonSerializable(typeof(SubmitRefused))]
[JsonSerializable(typeof(PodFinished))]
[JsonSerializable(typeof(JobLeft))]
[JsonSerializable(typeof(DeletionAsked))]
[JsonSerializable(typeof(LogsRetained))]
[JsonSerializable(typeof(PodDeleted))]
[JsonSerializable(typeof(UnknownPodDeleted))]
internal sealed partial class PodFactJson : JsonSerializerContext;

internal sealed class PodUidConverter : JsonConverter<PodUid>
{
    public override PodUid Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        PodUid.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, PodUid value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>Writes a job id as HTCondor does: "12.0".</summary>
internal sealed class JobIdConverter : JsonConverter<JobId>
{
    public override JobId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        JobId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not a job id");

    public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class ScheddNameConverter : JsonConverter<ScheddName>
{
    public override ScheddName Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        ScheddName.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, ScheddName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
