using System.Text.Json;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// The closed list of messages between nodes (pure). A node reads no other, and no name of a type comes from the wire. Each kind has a
/// manifest with a version: a changed shape gets a new manifest, and nodes of the version before are still understood during a rolling
/// upgrade (tests/Fixtures/wire has an example of each).
/// </summary>
internal static class WireMessages
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["create.1"] = typeof(CreatePod),
        ["adopt.1"] = typeof(AdoptPod),
        ["create-refused.1"] = typeof(CreateRefused),
        ["delete.1"] = typeof(DeletePod),
        ["wake-up.1"] = typeof(WakeUp),
        ["retry.1"] = typeof(RetryNow),
        ["forget.1"] = typeof(ForgetUnknown),
        ["stray.1"] = typeof(StrayJobSeen),
        ["owner?.1"] = typeof(GetOwnership),
        ["owner.1"] = typeof(Ownership),
        ["some?.1"] = typeof(GetStatuses),
        ["some.1"] = typeof(SomeStatuses),
        ["status?.1"] = typeof(GetPodStatus),
        ["status.1"] = typeof(RenderedStatus),
        ["log?.1"] = typeof(GetLogLocation),
        ["log.1"] = typeof(LogLocation),
        ["hurry.1"] = typeof(HurryCreateReply),
        ["moves.1"] = typeof(PodMoves),
        ["created.1"] = typeof(PodCreated),
        ["invalid.1"] = typeof(PodInvalid),
        ["refused.1"] = typeof(PodRefused),
        ["another.1"] = typeof(PodIsAnother),
        ["was-deleted.1"] = typeof(PodWasDeleted),
        ["not-accepted.1"] = typeof(PodNotAccepted),
        ["deleted.1"] = typeof(DeletionAccepted),
        ["not-deleted.1"] = typeof(DeletionNotAccepted),
        ["watch.1"] = typeof(WatchJob),
        ["unwatch.1"] = typeof(UnwatchJob),
        ["unowned.1"] = typeof(UnownedJobSeen),
        ["job.1"] = typeof(JobSeen),
        ["departed.2"] = typeof(JobDeparted),
        ["not-seen.2"] = typeof(JobNotSeen),
        ["silent.1"] = typeof(QueueSilent),
        ["drain!.1"] = typeof(DrainDecided),
        ["retry!.1"] = typeof(RetryAsked),
        ["level!.1"] = typeof(LogLevelSet),
        ["remove!.1"] = typeof(JobRemovalAsked),
        ["adopt!.1"] = typeof(JobAdoptionAsked),
        ["leave!.1"] = typeof(NodeLeaveAsked),
        ["down!.1"] = typeof(NodeDownAsked),
        ["noted.1"] = typeof(ActionNoted),
        ["not-noted.1"] = typeof(ActionNotNoted),
        ["polled.1"] = typeof(QueuePolled),
        ["poller.1"] = typeof(PollerBegan),
        ["drain.1"] = typeof(DrainShown),
        ["lease?.1"] = typeof(LeaseQuestion),
        ["lease.1"] = typeof(LeaseAnswer),
        ["changes.1"] = typeof(StatusChanges),
        ["statuses?.1"] = typeof(StatusesAsked),
        ["part.2"] = typeof(StatusPart),
        ["digest.1"] = typeof(StatusDigest),
        ["asked.1"] = typeof(PodsAsked),
        ["question.1"] = typeof(NodeQuestion),
        ["answer.1"] = typeof(NodeAnswer),
        ["leave.1"] = typeof(NodeLeaves),
        ["leaves.1"] = typeof(NodeBeginsToLeave),
        ["received.1"] = typeof(StatusesReceived),
        ["told.1"] = typeof(StatusesTold),
    };

    /// <summary>Kinds that nodes of the version before send. Members that they lack are null.</summary>
    private static readonly Dictionary<string, Type> FormerKinds = new()
    {
        ["departed.1"] = typeof(JobDeparted), // before the schedd's name
        ["not-seen.1"] = typeof(JobNotSeen), // before the schedd's name
    };

    private static readonly Dictionary<Type, string> Manifests = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    /// <summary>The types of all messages.</summary>
    public static IReadOnlyCollection<Type> Types => Manifests.Keys;

    public static string ManifestOf(object message) => Manifests[message.GetType()];

    public static byte[] Write(object message) =>
        message switch
        {
            StatusChanges changes => StatusBytes.Of(changes),
            StatusPart part => StatusBytes.Of(part),
            SomeStatuses some => StatusBytes.Of(some),
            _ => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), WireJson.Default),
        };

    /// <exception cref="InvalidDataException">This version does not know the kind, or the message is corrupt. The text quotes nothing of
    /// it.</exception>
    public static object Read(ReadOnlyMemory<byte> bytes, string manifest)
    {
        if (!Kinds.TryGetValue(manifest, out var type) && !FormerKinds.TryGetValue(manifest, out type))
            throw new InvalidDataException("a message of a kind that this version does not know");
        try
        {
            return type == typeof(StatusChanges) ? StatusBytes.Changes(bytes)
                : type == typeof(StatusPart) ? StatusBytes.Part(bytes)
                : type == typeof(SomeStatuses) ? StatusBytes.Some(bytes)
                : JsonSerializer.Deserialize(bytes.Span, WireJson.Default.GetTypeInfo(type)!) ?? throw new JsonException("null");
        }
        catch (Exception fault)
            when (fault is JsonException or FormatException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"a corrupt message of the kind {manifest}", fault);
        }
    }
}
