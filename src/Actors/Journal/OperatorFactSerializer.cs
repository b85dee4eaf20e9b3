using System.Text.Json;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Operators;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Serializes the actions of operators as JSON. As for pods, each kind has a manifest with a version, and everything ever written must stay
/// readable (tests/Fixtures/journal-operators has an example of each).
/// </summary>
internal static class OperatorFactSerializer
{
    /// <summary>The serializer's id, which is in the row of every action and must never change.</summary>
    public const int Id = 7151;

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["drain-decided.1"] = typeof(DrainDecided),
        ["retry-asked.1"] = typeof(RetryAsked),
        ["log-level-set.1"] = typeof(LogLevelSet),
        ["job-removal-asked.1"] = typeof(JobRemovalAsked),
        ["job-adoption-asked.1"] = typeof(JobAdoptionAsked),
        ["node-leave-asked.1"] = typeof(NodeLeaveAsked),
        ["node-down-asked.1"] = typeof(NodeDownAsked),
    };

    private static readonly Dictionary<Type, string> Manifests = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    public static string Manifest(OperatorFact fact) => Manifests[fact.GetType()];

    public static byte[] ToBinary(OperatorFact fact) => JsonSerializer.SerializeToUtf8Bytes(fact, fact.GetType(), OperatorFactJson.Default);

    /// <returns>The fact, or <see cref="UnreadableAction"/>: a spoilt entry of an operator must not end the process.</returns>
    public static object FromBinary(byte[] bytes, string manifest)
    {
        if (!Kinds.TryGetValue(manifest, out var type))
            return new UnreadableAction($"this version does not know entries of the kind \"{manifest}\"");
        try
        {
            return JsonSerializer.Deserialize(bytes, type, OperatorFactJson.Default)
                ?? new UnreadableAction($"an entry of the kind {manifest} is spoilt");
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
        {
            return new UnreadableAction($"an entry of the kind {manifest} is spoilt");
        }
    }
}

[JsonSourceGenerationOptions(
    Converters = [typeof(PodUidConverter)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(DrainDecided))]
[JsonSerializable(typeof(RetryAsked))]
[JsonSerializable(typeof(LogLevelSet))]
[JsonSerializable(typeof(JobRemovalAsked))]
[JsonSerializable(typeof(JobAdoptionAsked))]
[JsonSerializable(typeof(NodeLeaveAsked))]
[JsonSerializable(typeof(NodeDownAsked))]
internal sealed partial class OperatorFactJson : JsonSerializerContext;
