using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class UnmappedFieldsSpecs
{
    private static string[] Of(string spec) =>
        [.. UnmappedFields.Of(JsonSerializer.Deserialize(spec, WireJson.Default.WirePodSpec)!).Select(field => field.Path)];

    [Fact]
    public void What_is_set_and_not_read_is_named_at_every_depth() =>
        Assert.Equal(
            [
                "spec.tolerations",
                "spec.volumes[1].rbd",
                "spec.volumes[2].csi.volumeAttributes",
                "spec.initContainers[0].tty",
                "spec.containers[0].volumeMounts[0].mountPropagation",
                "spec.containers[0].livenessProbe.grpc",
                "spec.containers[0].lifecycle.preStop.httpGet.newer",
                "spec.containers[0].securityContext.capabilities",
                "spec.securityContext.fsGroup",
            ],
            Of(
                """
                {"tolerations":[{"key":"k"}],"securityContext":{"runAsUser":1,"fsGroup":5},
                 "volumes":[null,{"name":"v","rbd":{"pool":"p"}},{"name":"c","csi":{"driver":"d","volumeAttributes":{"a":"b"}}}],
                 "initContainers":[{"tty":true,"stdin":true}],
                 "containers":[{"volumeMounts":[{"mountPropagation":"Bidirectional"}],"livenessProbe":{"grpc":{"port":1}},
                 "securityContext":{"capabilities":{"add":["X"]}},
                                "lifecycle":{"preStop":{"httpGet":{"newer":1}}}}]}
                """
            )
        );

    [Fact]
    public void What_asks_for_nothing_is_not_named() =>
        Assert.Empty(
            Of(
                """{"affinity":{},"tolerations":[]"""
                    + ""","hostPID":false,"subdomain":"","priority":0,"overhead":null,"containers":[{"tty":false"""
                    + ""","resizePolicy":[]}],"restartPolicy":"Never"}"""
            )
        );

    /// <summary>The whole of the wire, as the serializer knows it.</summary>
    [Fact]
    public void Every_member_of_the_wire_is_in_the_table_of_support()
    {
        var members = Members(typeof(WirePodSpec), "spec").Distinct().ToArray();
        Assert.Contains("spec.containers.livenessProbe.httpGet.httpHeaders.value", members);
        Assert.DoesNotContain(members, IsUnknown);
        Assert.True(IsUnknown("spec.newThing"));
    }

    private static bool IsUnknown(string path)
    {
        var pod = PodMappingSpecs.Read(Recorded.Body("create-simple.json")) with { OtherFields = [new OtherField(path)] };
        return Explained.Of(pod).Warnings.Contains(path + ": not known to this version; ignored");
    }

    private static IEnumerable<string> Members(Type type, string path) =>
        from member in WireJson.Default.GetTypeInfo(type)!.Properties
        where !member.IsExtensionData
        let name = $"{path}.{member.Name}"
        from found in Element(member) is { } below ? Members(below, name).Prepend(name) : [name]
        select found;

    private static Type? Element(JsonPropertyInfo member)
    {
        var type =
            member.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(List<>)
                ? list.GetGenericArguments()[0]
                : member.PropertyType;
        return type.IsAssignableTo(typeof(WireObject)) ? type : null;
    }
}
