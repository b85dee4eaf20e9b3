using System.Text.Json.Nodes;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Manifests;

public class CreateRequestSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 55, 27, TimeSpan.Zero);
    private readonly List<string> _warnings = [];

    [Fact]
    public void A_small_pod_becomes_the_body_that_interLink_sent_for_it()
    {
        var sent = Body(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: simple}
            spec:
              restartPolicy: Never
              nodeName: vk
              containers:
              - {name: main, image: docker://busybox, command: [echo, hi]}
            """,
            "aaaaaaaa-2222-4333-8444-555555555555"
        );
        // The recorded one has a service account's token mounted, which only a cluster has, and another resourceVersion.
        var recorded = Recorded("create-simple.json");
        ((JsonObject)recorded["pod"]!["spec"]!).Remove("volumes");
        ((JsonObject)recorded["pod"]!["spec"]!["containers"]![0]!).Remove("volumeMounts");
        ((JsonObject)recorded["pod"]!["status"]!).Remove("conditions");
        recorded["container"]![0]!["projectedvolumemaps"] = null;
        recorded["pod"]!["metadata"]!["resourceVersion"] = "1";
        AssertSame(recorded, sent);
    }

    [Fact]
    public void The_content_of_all_kinds_of_volumes_goes_with_each_container_that_mounts_them()
    {
        var recorded = Recorded("create-full.json");
        var sent = Body(FullManifest, "11111111-2222-4333-8444-555555555555");
        foreach (var entry in recorded["container"]!.AsArray().Concat(sent["container"]!.AsArray()))
        {
            if (entry!["projectedvolumemaps"] is JsonArray maps)
                Drop(maps, map => map["metadata"]!["name"]!.GetValue<string>().StartsWith("kube-api-access", StringComparison.Ordinal));
            if (entry["projectedvolumemaps"] is JsonArray { Count: 0 })
                entry["projectedvolumemaps"] = null;
            foreach (var kind in new[] { "configMaps", "secrets" })
            foreach (var each in entry[kind] as JsonArray ?? [])
            foreach (var key in new[] { "uid", "resourceVersion", "creationTimestamp" })
                Assert.True(((JsonObject)each!["metadata"]!).Remove(key));
        }
        AssertSame(recorded["container"]!, sent["container"]!);
        Assert.Contains("projected secret", Assert.Single(_warnings), StringComparison.Ordinal);

        var env = Env(sent, "main");
        Assert.Equal(Env(recorded, "main").OrderBy(pair => pair.Key), env.OrderBy(pair => pair.Key));
        var volumes = sent["pod"]!["spec"]!["volumes"]!.AsArray();
        AssertSame(
            recorded["pod"]!["spec"]!["volumes"]!.AsArray().Single(volume => volume!["name"]!.GetValue<string>() == "cmv")!,
            volumes.Single(volume => volume!["name"]!.GetValue<string>() == "cmv")!
        );
        Assert.NotNull(volumes.Single(volume => volume!["name"]!.GetValue<string>() == "down")!["projected"]);
    }

    [Theory]
    [InlineData("volumes: [{name: v, configMap: {name: nope}}]", "ConfigMap nope is in none of the files")]
    [InlineData("volumes: [{name: v, secret: {secretName: nope}}]", "Secret nope is in none of the files")]
    [InlineData("volumes: [{name: v, secret: {}}]", "secretName is missing")]
    [InlineData("volumes: [{name: v, configMap: {name: cm, items: [{key: nope, path: p}]}}]", "cm has no key nope")]
    [InlineData("volumes: [{name: v, projected: {sources: [{configMap: {name: nope}}]}}]", "ConfigMap nope")]
    [InlineData("initContainers: [{name: i, image: x, envFrom: [{secretRef: {name: nope}}]}]", "Secret nope")]
    [InlineData(
        "initContainers: [{name: i, image: x, env: [{name: A, valueFrom: {configMapKeyRef: {name: cm, key: nope}}}]}]",
        "has no key nope"
    )]
    [InlineData(
        "initContainers: [{name: i, image: x, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]",
        "status.podIP"
    )]
    [InlineData(
        "initContainers: [{name: i, image: x, env: [{name: A, value: 5}]}]",
        "env[0].value: text is wanted, not a number (quote it)"
    )]
    [InlineData("volumes: [{name: v, emptyDir: 5}]", "volumes[0].emptyDir: a mapping is wanted, not a number (quote it)")]
    [InlineData("initContainers: [{name: i, image: x, args: [a, 5]}]", "args[1]: text is wanted")]
    public void What_is_missing_or_wrong_is_one_line(string part, string words)
    {
        var fault = Assert.Throws<ManifestFault>(() => Body(Minimal(part), "u"));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Contains("f.yaml: spec", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("volumes: [{name: v, configMap: {name: nope, optional: true}}]")]
    [InlineData("volumes: [{name: v, secret: {secretName: nope, optional: true}}]")]
    [InlineData("volumes: [{name: v, projected: {sources: [{configMap: {name: nope, optional: true}}]}}]")]
    [InlineData(
        "initContainers: [{name: i, image: x, envFrom: [{secretRef: {name: nope, optional: true}}], env: [{name: A, valueFrom: "
            + "{secretKeyRef: {name: nope, key: k, optional: true}}}]}]"
    )]
    public void What_is_optional_may_be_missing(string part) => Assert.NotNull(Body(Minimal(part), "u"));

    [Fact]
    public void Env_is_resolved_in_order_and_the_last_of_a_name_wins()
    {
        var sent = Body(
            Minimal(
                """
                initContainers: [{name: i, image: x, envFrom: [{prefix: P_, configMapRef: {name: cm}}, {configMapRef: {name: cm}}], env: [
                  {name: A, value: "1"}, {name: B, value: "$(A)-$(NOPE)-$$(A)-$(P_k)"}, {name: A, value: second}, {name: EMPTY},
                  {name: S, valueFrom: {secretKeyRef: {name: s, key: t}}},
                  {name: L, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}]}]
                """
            ),
            "u"
        );
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["P_k"] = "v",
                ["k"] = "v",
                ["A"] = "second",
                ["B"] = "1-$(NOPE)-$(A)-v",
                ["EMPTY"] = null,
                ["S"] = "geheim\n",
                ["L"] = "demo",
            },
            Env(sent, "i", "initContainers")
        );
        Assert.Null(sent["pod"]!["spec"]!["initContainers"]![0]!["envFrom"]);
    }

    [Fact]
    public void The_defaults_of_the_API_server_are_filled_in()
    {
        var spec = Body(
            Minimal(
                """
                volumes: [{name: e}, {name: nothing, emptyDir: null}, {name: m, emptyDir: {sizeLimit: 5}}, {name: c, configMap: {name: cm}}]
                initContainers: [{name: i, image: "r/x:1", resources: {limits: {cpu: 1.5, memory: 1Gi}, requests: {cpu: 1}}}]
                """
            ),
            "u"
        )["pod"]!["spec"]!;
        Assert.Equal(
            """[{"name":"e","emptyDir":{}},{"name":"nothing","emptyDir":{}},{"name":"m","emptyDir":{"sizeLimit":"5"}},"""
                + """{"name":"c","configMap":{"name":"cm","defaultMode":420}}]""",
            spec["volumes"]!.ToJsonString()
        );
        Assert.Equal(
            """{"limits":{"cpu":"1.5","memory":"1Gi"},"requests":{"cpu":"1","memory":"1Gi"}}""",
            spec["initContainers"]![0]!["resources"]!.ToJsonString()
        );
        Assert.Equal(
            ("Always", 30, "IfNotPresent", "Always"),
            (
                spec["restartPolicy"]!.GetValue<string>(),
                spec["terminationGracePeriodSeconds"]!.GetValue<int>(),
                spec["initContainers"]![0]!["imagePullPolicy"]!.GetValue<string>(),
                spec["containers"]![0]!["imagePullPolicy"]!.GetValue<string>()
            )
        );
    }

    [Fact]
    public void Every_example_can_be_sent()
    {
        var together = Directory
            .GetFiles(RepositoryRoot.File("examples"), "*.yaml")
            .Select(file => (file, File.ReadAllText(file)))
            .ToList();
        var set = ManifestReader.Read(together);
        Assert.Equal(["default/hello", "default/host", "default/test-pod"], set.Pods.Select(pod => pod.Label).Order());
        foreach (var pod in set.Pods)
            Assert.NotNull(InterLinkBodies.Body(pod, set, "u", Now, _warnings.Add));
        Assert.Empty(_warnings);
    }

    private static string Minimal(string part) =>
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: demo}}\nspec:\n  containers: [{name: c, image: busybox}]\n  "
        + part.ReplaceLineEndings("\n  ")
        + """

            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {k: v}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {t: "geheim\n"}}
            """;

    /// <summary>The recorded pod of create-full.json as its author wrote it.</summary>
    private static string FullManifest => File.ReadAllText(RepositoryRoot.File("tests", "Cli.Tests", "Manifests", "full-pod.yaml"));

    private JsonObject Body(string yaml, string uid)
    {
        var set = ManifestReader.Read([("f.yaml", yaml)]);
        return InterLinkBodies.Body(set.Pods.Single(), set, uid, Now, _warnings.Add);
    }

    private static JsonObject Recorded(string file) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "interlink", file)))!;

    private static Dictionary<string, string?> Env(JsonObject body, string container, string list = "containers") =>
        body["pod"]!["spec"]![list]!.AsArray().Single(each => each!["name"]!.GetValue<string>() == container)!["env"]!
            .AsArray()
            .ToDictionary(each => each!["name"]!.GetValue<string>(), each => each!["value"]?.GetValue<string>());

    private static void Drop(JsonArray list, Predicate<JsonNode> unwanted)
    {
        foreach (var each in list.Where(each => unwanted(each!)).ToList())
            list.Remove(each);
    }

    private static void AssertSame(JsonNode wanted, JsonNode found) =>
        Assert.True(JsonNode.DeepEquals(wanted, found), $"wanted {wanted.ToJsonString()}\nfound  {found.ToJsonString()}");
}
