using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>An object inside a pod's spec. It keeps unknown members by name, so that they can be reported instead of dropped.</summary>
internal abstract record WireObject
{
    /// <summary>Not init-only, because the serializer does not support that here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? OtherMembers { get; set; }
}
