using System.Text.Json;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The JSON on the wire. Reading is as tolerant as Go's: any case of a name, unknown fields, nulls, and the last duplicate wins. The depth
/// is large because a pod may have deep fields that are not read (managedFields).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    MaxDepth = 256
)]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(List<CreateRequest>))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(LogRequest))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(PingAnswer))]
[JsonSerializable(typeof(SystemInfoAnswer))]
[JsonSerializable(typeof(PodExplanation))]
internal sealed partial class WireJson : JsonSerializerContext;
