using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class PodMappingSpecs
{
    private static readonly PodSpec Full = Read(Recorded.Body("create-full.json"));

    [Fact]
    public void The_pod_is_known_by_uid_name_namespace_annotations_and_grace()
    {
        Assert.Equal(("11111111-2222-4333-8444-555555555555", "full-pod", "default"), (Full.Uid.Value, Full.Name, Full.Namespace));
        Assert.Equal("a\nb\"c", Full.Annotations["multi"]);
        Assert.Equal(30, Full.TerminationGracePeriodSeconds);
        Assert.Null(Full.JobScript);
        Assert.NotNull(Read(Recorded.Body("create-jobscript.json")).JobScript);
    }

    [Fact]
    public void The_owner_is_the_one_that_made_the_pod_and_the_node_is_the_one_that_Kubernetes_chose()
    {
        Assert.Null(Read(Recorded.Body("create-simple.json")).OwnerName);
        var body = JsonNode.Parse(Recorded.Body("create-simple.json"))!;
        body["pod"]!["spec"]!["nodeName"] = "htcondor";
        body["pod"]!["metadata"]!["ownerReferences"] = JsonNode.Parse(
            """[null,{"kind":"Node","name":"mirror"},{"kind":"Job","name":"train","uid":"u","controller":true,"blockOwnerDeletion":true}]"""
        );
        var pod = Read(Encoding.UTF8.GetBytes(body.ToJsonString()));
        Assert.Equal(("train", "htcondor"), (pod.OwnerName, pod.NodeName));
    }

    [Fact]
    public void Containers_keep_their_order_words_variables_quantities_and_mounts()
    {
        Assert.Equal(["init-1"], Full.InitContainers.Select(c => c.Name));
        Assert.Equal(["main", "side"], Full.Containers.Select(c => c.Name));
        var main = Full.Containers[0];
        Assert.Equal(["sh", "-c"], main.Command);
        Assert.Equal(["cat /cm/script.sh; echo $FOO; sleep 1"], main.Args);
        Assert.Contains(new EnvVar("FROM_SECRET", "s3cr3t\n"), main.Env);
        Assert.Contains(new EnvVar("FOO", "a b 'c' $(BAR)"), main.Env);
        Assert.Equal("500m", main.Requests["cpu"]);
        Assert.Equal("512Mi", main.Limits["memory"]);
        Assert.Contains(new VolumeMount("secv", "/sec", null, true), main.Mounts);
        Assert.Contains(new VolumeMount("cmv", "/cm2/other.txt", "other.txt", false), main.Mounts);
    }

    [Fact]
    public void Volumes_hold_their_files_decoded_with_items_and_modes_applied()
    {
        Assert.IsType<EmptyDirVolume>(Volume(Full, "work"));
        Assert.Equal(new HostPathVolume("host", "/tmp", ""), Volume(Full, "host"));
        Assert.Equal([("sub/run.sh", 292, "#!/bin/sh\necho hi\n")], Files(Full, "cmv"));
        Assert.Equal([("password", 420, "s3cr3t\n"), ("token", 420, "abc")], Files(Full, "secv"));
        Assert.Equal(
            [("dir/o.txt", 420, "x"), ("ns", 420, "default"), ("password", 420, "s3cr3t\n"), ("token", 420, "abc")],
            Files(Full, "proj")
        );
        Assert.Equal([("labels", 420, "app=\"demo\"\n")], Files(Full, "down"));
        Assert.Contains(
            ("ca.crt", 420, "-----BEGIN CERTIFICATE-----\nFAKE\n-----END CERTIFICATE-----\n"),
            Files(Full, Full.Volumes[^1].Name)
        );
    }

    [Fact]
    public void A_server_that_sends_a_downwardAPI_volume_without_content_gets_the_same_files()
    {
        Assert.Equal([("labels", 420, "app=\"demo\"\n")], Files(Read(Recorded.Body("create-full-0.5.1.json")), "down"));
    }

    [Fact]
    public void Without_items_every_key_is_a_file_binary_data_too()
    {
        var pod = Read(
            Pod(
                """{"name":"v","configMap":{"name":"cm"}}""",
                """{"configMaps":[{"metadata":{"name":"cm"},"data":{"t":"text"},"binaryData":{"b":"AAEC/w=="}}]}"""
            )
        );
        var files = Assert.IsType<FilesVolume>(Volume(pod, "v")).Files;
        Assert.Equal(["b", "t"], files.Select(file => file.Path));
        Assert.Equal(new byte[] { 0, 1, 2, 255 }, files[0].Content.ToArray());
    }

    [Fact]
    public void Left_over_references_are_named_not_swallowed()
    {
        var env = Read(Recorded.Body("create-env-unresolved.json")).Containers[0].Env;
        Assert.Equal(["A", "B", "B", "IP", "LBL", "HOST", "MISSING", "CPU"], env.Select(v => v.Name));
        Assert.Equal(new EnvVar("LBL", ""), env[4]);
        Assert.Equal(new EnvVar("MISSING", "", "secretKeyRef nosuch/k"), env[6]);
    }

    [Fact]
    public void An_older_server_leaves_references_over_and_what_the_body_knows_is_filled_in()
    {
        var main = Read(Recorded.Body("create-full-0.5.1.json")).Containers[0];
        Assert.Equal(
            [
                new("FOO", "a b 'c' $(BAR)"),
                new("POD_NAME", "full-pod"),
                new("FROM_SECRET", "s3cr3t\n"),
                new("FROM_CM", "", "configMapKeyRef cm-env/CM_KEY"),
            ],
            main.Env
        );
        Assert.Equal(["configMapRef cm-env"], main.UnresolvedEnvFrom);
    }

    [Fact]
    public void References_and_envFrom_are_resolved_from_what_came_with_the_volumes()
    {
        var pod = Read(
            Pod(
                """{"name":"v","configMap":{"name":"cm"}}""",
                """{"configMaps":[{"metadata":{"name":"cm"},"data":{"k":"v","z":"9"}}],"secrets":[{"metadata":{"name":"s"}"""
                    + ""","data":{"p":"cHc="}}]}""",
                """
                "envFrom":[{"prefix":"P_","configMapRef":{"name":"cm"}},{"secretRef":{"name":"gone","optional":true}}],
                "env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"k"}}},{"name":"B",
                "valueFrom":{"secretKeyRef":{"name":"s","key":"p"}}},
                       {"name":"C","valueFrom":{"secretKeyRef":{"name":"s","key":"none","optional":true}}}],
                """
            )
        );
        Assert.Equal([new EnvVar("P_k", "v"), new EnvVar("P_z", "9"), new EnvVar("A", "v"), new EnvVar("B", "pw")], pod.Containers[0].Env);
    }

    [Fact]
    public void Bytes_of_a_ConfigMap_are_no_variables_and_those_of_a_Secret_must_be_text()
    {
        var pod = Read(
            Pod(
                """{"name":"v","configMap":{"name":"cm"}}""",
                """{"configMaps":[{"metadata":{"name":"cm"},"data":{"k":"v"},"binaryData":{"b":"AAEC/w=="}}]}""",
                """
                "envFrom":[{"configMapRef":{"name":"cm"}}], "env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"b",
                "optional":true}}}],
                """
            )
        );
        Assert.Equal([new EnvVar("k", "v")], pod.Containers[0].Env);

        var secret = Read(
            Pod(
                """{"name":"v","secret":{"secretName":"s"}}""",
                """{"secrets":[{"metadata":{"name":"s"},"data":{"key.bin":"AAEC/w=="}}]}""",
                """
                "envFrom":[{"secretRef":{"name":"s"}}],
                """
            )
        );
        Assert.Equal(
            "container[0].secrets[0].data[\"key.bin\"]: is no UTF-8 text, so no variable can have this value; mount it as a file",
            secret.Faults.ToString()
        );
    }

    [Fact]
    public void Content_that_did_not_come_is_named_unless_it_is_optional()
    {
        Assert.Equal(("configMap", 0), Missing("""{"name":"v","configMap":{"name":"cm"}}"""));
        Assert.Equal(("secret", 0), Missing("""{"name":"v","secret":{"secretName":"s","optional":false}}"""));
        Assert.Equal((null, 0), Missing("""{"name":"v","configMap":{"name":"cm","optional":true}}"""));
        Assert.Equal((null, 0), Missing("""{"name":"v","projected":{"sources":null}}"""));
        static (string?, int) Missing(string volume) =>
            Read(Pod(volume, "{}")).Volumes[0] is FilesVolume files ? (files.Missing, files.Files.Count) : default;
    }

    internal static PodSpec Read(byte[] body) => PodMapping.ToPodSpec(RequestBody.ReadCreate(new(body)));

    /// <summary>A pod with one container that mounts volume <c>v</c>; <paramref name="data"/> is an object with what was sent along for
    /// it.</summary>
    internal static byte[] Pod(string volumes, string data, string container = "", string mount = "")
    {
        var sent = data == "{}" ? "" : data[1..^1] + ",";
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"pod":{"metadata":{"name":"p","uid":"u1"},"spec":{"volumes":[{{{volumes}}}],
              "containers":[{"name":"c","image":"i",{{{container}}}"volumeMounts":[{"name":"v","mountPath":"/v"{{{mount}}}}]}] } },
             "container":[{"name":"c",{{{sent}}}"emptyDirs":null}]}
            """
        );
    }

    private static VolumeSpec Volume(PodSpec pod, string name) => pod.Volumes.Single(volume => volume.Name == name);

    private static (string Path, int Mode, string Text)[] Files(PodSpec pod, string name) =>
        [
            .. Assert
                .IsType<FilesVolume>(Volume(pod, name))
                .Files.Select(file => (file.Path, file.Mode, Encoding.UTF8.GetString(file.Content.Span))),
        ];
}
