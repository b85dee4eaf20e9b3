using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>An object inside a pod's spec. What it has no member for is kept by name, so that it can be answered instead of
/// dropped.</summary>
internal abstract record WireObject
{
    /// <summary>The serializer takes no init-only property for this.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? OtherMembers { get; set; }
}
