using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Http.Tests.Wire.PodMappingSpecs;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>What a pod says of itself as a whole, and its volumes beyond files.</summary>
public sealed class PodMembersSpecs
{
    private static PodSpec With(string members, string status = "{}", string data = "{}")
    {
        var body = JsonNode.Parse(Pod("""{"name":"v","emptyDir":{}}""", data))!;
        foreach (var (name, value) in JsonNode.Parse("{" + members + "}")!.AsObject())
            body["pod"]!["spec"]![name] = value?.DeepClone();
        body["pod"]!["status"] = JsonNode.Parse(status);
        return Read(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private static VolumeSpec Volume(string source) => Read(Pod($$"""{"name":"v",{{source}}}""", "{}")).Volumes[0];

    [Fact]
    public void Limits_names_and_identity_arrive()
    {
        var pod = With(
            """
            "activeDeadlineSeconds":60,"hostname":"h","hostAliases":[{"ip":"1.2.3.4","hostnames":["a"]}],"dnsPolicy":"None",
            "dnsConfig":{"nameservers":["1.1.1.1"],"searches":["s"],"options":[{"name":"ndots","value":"2"},{"name":"edns0"}]},
            "securityContext":{"runAsUser":5},"resources":{"limits":{"cpu":"2"}}
            """,
            """{"containerStatuses":[{"name":"c"},null],"initContainerStatuses":[{"name":"i"}]}"""
        );
        Assert.Equal((60L, "h", 5L, "2"), (pod.ActiveDeadlineSeconds, pod.Hostname, pod.Security.RunAsUser, pod.Resources.Limits["cpu"]));
        Assert.Equal(("1.2.3.4", "a"), (pod.HostAliases[0].Ip, Assert.Single(pod.HostAliases[0].Hostnames)));
        Assert.Equal(
            ("None", "1.1.1.1", "s", "ndots:2 edns0"),
            (pod.Dns!.Policy, pod.Dns.Nameservers[0], pod.Dns.Searches[0], string.Join(' ', pod.Dns.Options))
        );
        Assert.Equal(["c", "i"], pod.KnownContainers.Order());
    }

    [Fact]
    public void Pull_secrets_bring_their_content_where_a_container_got_it()
    {
        var config = Convert.ToBase64String("{\"auths\":{}}"u8);
        var older = Convert.ToBase64String("{\"r\":{}}"u8);
        var pod = With(
            """ "imagePullSecrets":[{"name":"new"},{"name":"old"},{"name":"gone"},{}] """,
            "{}",
            $$$"""{"secrets":[{"metadata":{"name":"new"},"data":{".dockerconfigjson":"{{{config}}}"}},"""
                + $$$"""{"metadata":{"name":"old"},"data":{".dockercfg":"{{{older}}}"}}]}"""
        );
        Assert.Equal(
            [("new", "{\"auths\":{}}"), ("old", "{\"auths\":{\"r\":{}}}"), ("gone", null)],
            pod.PullSecrets.Select(secret =>
                (secret.Name, secret.DockerConfigJson is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null)
            )
        );
    }

    public static TheoryData<string, VolumeSpec> Kinds =>
        new()
        {
            { "\"emptyDir\":{\"medium\":\"Memory\",\"sizeLimit\":\"1Gi\"}", new EmptyDirVolume("v", true, "1Gi") },
            { "\"emptyDir\":{\"medium\":\"HugePages\"}", new UnservedVolume("v", "emptyDir of medium HugePages") },
            { "\"hostPath\":{\"path\":\"/x\",\"type\":\"File\"}", new HostPathVolume("v", "/x", "File") },
            {
                "\"ephemeral\":{\"volumeClaimTemplate\":{\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],"
                    + "\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}}",
                new EmptyDirVolume("v", SizeLimit: "2Gi") { IsClaim = true }
            },
            { "\"persistentVolumeClaim\":{\"claimName\":\"c\",\"readOnly\":true}", new SiteVolume("v", "pvc/default/c", true) },
            { "\"csi\":{\"driver\":\"d.example\"}", new SiteVolume("v", "csi/d.example", false) },
            { "\"nfs\":{\"server\":\"s\",\"path\":\"/export/a/\"}", new SiteVolume("v", "nfs/s/export/a", false) },
            { "\"rbd\":{\"pool\":\"p\"}", new UnservedVolume("v", "rbd") },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_volume_is_known_by_what_has_to_be_done_for_it(string source, VolumeSpec volume) =>
        Assert.Equal(volume, Volume(source));

    [Theory]
    [InlineData("""{"configMap":{"name":"c"}}""", true)]
    [InlineData("""{"downwardAPI":{"items":[]}}""", true)]
    [InlineData("""{"secret":{"name":"s","optional":true}}""", false)]
    public void A_projected_volume_without_its_map_is_known_as_such(string source, bool isUnbrought) =>
        Assert.Equal(
            isUnbrought,
            Assert
                .IsType<HtcondorActors.Actors.Protocol.FilesVolume>(
                    Read(Pod($$$"""{"name":"v","projected":{"sources":[{{{source}}}]}}""", "{}")).Volumes[0]
                )
                .IsUnbrought
        );

    [Fact]
    public void A_projected_secret_that_did_not_come_is_named_unless_it_may_be_missing()
    {
        var pod = Read(
            Pod(
                """{"name":"v","projected":{"sources":[{"secret":{"name":"s"}},{"secret":{"name":"t","optional":true}},"""
                    + """{"serviceAccountToken":{"path":"token"}}]}}""",
                "{}"
            )
        );
        Assert.Equal(
            ["spec.volumes[0].projected.sources[2].serviceAccountToken", "spec.volumes[0].projected.sources[0].secret"],
            pod.OtherFields.Select(field => field.Path)
        );
    }

    [Theory]
    [InlineData("status.podIP", "10.0.0.7")]
    [InlineData("status.hostIP", "10.0.0.8")]
    [InlineData("spec.nodeName", "vk")]
    [InlineData("metadata.namespace", "default")]
    public void A_field_reference_is_resolved_from_the_body_where_it_has_it(string path, string value)
    {
        var body = JsonNode.Parse(
            Pod(
                """{"name":"v","emptyDir":{}}""",
                "{}",
                $$$$""" "env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"{{{{path}}}}"}}}],"""
            )
        )!;
        body["pod"]!["spec"]!["nodeName"] = "vk";
        body["pod"]!["status"] = JsonNode.Parse("""{"podIP":"10.0.0.7","hostIP":"10.0.0.8"}""");
        Assert.Equal(new EnvVar("A", value), Read(Encoding.UTF8.GetBytes(body.ToJsonString())).Containers[0].Env[0]);
    }
}
