using System.Text.Json;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Nodes;

/// <summary>The JSON of the messages between nodes. <see cref="WireMessages"/> has the list of their kinds.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(PodUidConverter), typeof(JobIdConverter), typeof(JobTagConverter), typeof(ScheddNameConverter)]
)]
[JsonSerializable(typeof(NodeQuestion))]
[JsonSerializable(typeof(NodeAnswer))]
[JsonSerializable(typeof(CreatePod))]
[JsonSerializable(typeof(AdoptPod))]
[JsonSerializable(typeof(CreateRefused))]
[JsonSerializable(typeof(DeletePod))]
[JsonSerializable(typeof(WakeUp))]
[JsonSerializable(typeof(RetryNow))]
[JsonSerializable(typeof(ForgetUnknown))]
[JsonSerializable(typeof(StrayJobSeen))]
[JsonSerializable(typeof(GetOwnership))]
[JsonSerializable(typeof(Ownership))]
[JsonSerializable(typeof(GetPodStatus))]
[JsonSerializable(typeof(GetStatuses))]
[JsonSerializable(typeof(RenderedStatus))]
[JsonSerializable(typeof(GetLogLocation))]
[JsonSerializable(typeof(LogLocation))]
[JsonSerializable(typeof(HurryCreateReply))]
[JsonSerializable(typeof(PodMoves))]
[JsonSerializable(typeof(PodCreated))]
[JsonSerializable(typeof(PodInvalid))]
[JsonSerializable(typeof(PodRefused))]
[JsonSerializable(typeof(PodIsAnother))]
[JsonSerializable(typeof(PodWasDeleted))]
[JsonSerializable(typeof(PodNotAccepted))]
[JsonSerializable(typeof(DeletionAccepted))]
[JsonSerializable(typeof(DeletionNotAccepted))]
[JsonSerializable(typeof(WatchJob))]
[JsonSerializable(typeof(UnwatchJob))]
[JsonSerializable(typeof(UnownedJobSeen))]
[JsonSerializable(typeof(JobSeen))]
[JsonSerializable(typeof(JobDeparted))]
[JsonSerializable(typeof(JobNotSeen))]
[JsonSerializable(typeof(QueueSilent))]
[JsonSerializable(typeof(DrainDecided))]
[JsonSerializable(typeof(RetryAsked))]
[JsonSerializable(typeof(LogLevelSet))]
[JsonSerializable(typeof(JobRemovalAsked))]
[JsonSerializable(typeof(JobAdoptionAsked))]
[JsonSerializable(typeof(NodeLeaveAsked))]
[JsonSerializable(typeof(NodeDownAsked))]
[JsonSerializable(typeof(ActionNoted))]
[JsonSerializable(typeof(ActionNotNoted))]
[JsonSerializable(typeof(QueuePolled))]
[JsonSerializable(typeof(PollerBegan))]
[JsonSerializable(typeof(DrainShown))]
[JsonSerializable(typeof(LeaseQuestion))]
[JsonSerializable(typeof(LeaseAnswer))]
[JsonSerializable(typeof(StatusesAsked))]
[JsonSerializable(typeof(StatusDigest))]
[JsonSerializable(typeof(PodsAsked))]
[JsonSerializable(typeof(NodeLeaves))]
[JsonSerializable(typeof(NodeBeginsToLeave))]
[JsonSerializable(typeof(StatusesReceived))]
[JsonSerializable(typeof(StatusesTold))]
internal sealed partial class WireJson : JsonSerializerContext;

internal sealed class JobTagConverter : JsonConverter<JobTag>
{
    public override JobTag Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        JobTag.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, JobTag value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
