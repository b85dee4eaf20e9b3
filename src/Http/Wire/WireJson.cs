using System.Text.Json;
using System.Text.Json.Serialization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The JSON as it is on the wire. Reading is tolerant as Go's is: any case of a name, unknown fields, nulls, later duplicates win.
/// A pod may carry deep fields that are not read (managedFields), hence the depth.
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
[JsonSerializable(typeof(PodExplanation))]
internal sealed partial class WireJson : JsonSerializerContext;
