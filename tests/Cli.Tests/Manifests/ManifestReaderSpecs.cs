using HtcondorActors.Cli.Manifests;

namespace HtcondorActors.Cli.Tests.Manifests;

public class ManifestReaderSpecs
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n";

    [Fact]
    public void Several_documents_of_several_files_are_one_set()
    {
        var set = Read(
            Pod + "---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, namespace: other}\ndata: {a: b}\n",
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {k: YQ==}, "
                + "stringData: {k: \"b\\n\", l: c}}\n"
        );
        Assert.Equal("default/p", Assert.Single(set.Pods).Label);
        Assert.Null(set.ConfigMap("default", "cm"));
        Assert.Equal("b", set.ConfigMap("other", "cm")!["data"]!["a"]!.GetValue<string>());
        var secret = set.Secret("default", "s")!;
        Assert.Equal(
            ("Ygo=", "Yw==", "Opaque"),
            (secret["data"]!["k"]!.GetValue<string>(), secret["data"]!["l"]!.GetValue<string>(), secret["type"]!.GetValue<string>())
        );
        Assert.False(secret.ContainsKey("stringData") || secret.ContainsKey("kind"));
    }

    [Theory]
    [InlineData("kind: Pod\nmetadata: {name: p}", "apiVersion")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: p}", "Service is not read here")]
    [InlineData("apiVersion: v1\nkind: Pod", "without metadata")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {}", "metadata.name")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: ../x}", "no DNS name")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a/b}", "metadata.namespace")]
    [InlineData(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: 1}}",
        "metadata.labels.a: text is wanted, not a number (quote it)"
    )]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {on: yes}", "data.")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: c}\ndata: {k: not base64}", "data.k: not base64")]
    [InlineData("a: [", "line ")]
    [InlineData("a: 1\na: 2", "line ")]
    [InlineData("- 1", "a manifest must be a mapping")]
    [InlineData("a: &a [*a]", "f1.yaml")]
    public void A_wrong_manifest_is_one_line_that_names_the_place(string text, string words)
    {
        var fault = Assert.Throws<ManifestFault>(() => Read(text));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void The_same_object_twice_is_a_fault() =>
        Assert.Contains("given twice", Assert.Throws<ManifestFault>(() => Read(Pod, Pod)).Message, StringComparison.Ordinal);

    private static ManifestSet Read(params string[] texts) => ManifestReader.Read(texts.Select((text, i) => ($"f{i + 1}.yaml", text)));
}
