using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: lists the fields of a pod's spec that have no wire member, by path. It walks the serializer's own list of members, so that none
/// can be forgotten.
/// </summary>
internal static class UnmappedFields
{
    public static IEnumerable<OtherField> Of(WirePodSpec spec) => Below(spec, "spec");

    private static IEnumerable<OtherField> Below(WireObject holder, string path)
    {
        foreach (var (name, value) in holder.OtherMembers ?? [])
            if (IsSet(value))
                yield return new OtherField($"{path}.{name}");
        foreach (var member in WireJson.Default.GetTypeInfo(holder.GetType())!.Properties)
        {
            // Builds paths only for present members, because most members of most objects are absent.
            var value = member.IsExtensionData ? null : member.Get?.Invoke(holder);
            if (value is WireObject child)
                foreach (var found in Below(child, $"{path}.{member.Name}"))
                    yield return found;
            else if (value is IEnumerable<WireObject?> list)
                foreach (var found in list.SelectMany((item, at) => item is null ? [] : Below(item, $"{path}.{member.Name}[{at}]")))
                    yield return found;
        }
    }

    /// <summary>False for zero values, which Go may write or leave out; they request nothing.</summary>
    private static bool IsSet(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
            JsonValueKind.String => !value.ValueEquals(ReadOnlySpan<byte>.Empty),
            JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().MoveNext(),
            _ => true,
        };
}
