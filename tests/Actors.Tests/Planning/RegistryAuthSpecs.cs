using System.Text;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class RegistryAuthSpecs
{
    private static PodSpec With(params PullSecret[] secrets) => Of(Container()) with { PullSecrets = secrets };

    private static PullSecret Secret(string name, string? config) =>
        new(name, config is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(config));

    [Fact]
    public void All_secrets_become_one_file_and_the_first_word_about_a_registry_counts()
    {
        var pod = Planned(
            With(
                Secret("one", """{"auths":{"r.example":{"auth":"ZmFrZTpvbmU="}},"credsStore":"x"}"""),
                Secret("two", """{"auths":{"r.example":{"auth":"ZmFrZTp0d28="},"q.example":{"auth":"cQ=="}}}""")
            )
        );
        Assert.Equal(
            """{"auths":{"r.example":{"auth":"ZmFrZTpvbmU="},"q.example":{"auth":"cQ=="}}}""",
            Encoding.UTF8.GetString(Content(pod, RegistryAuth.FileName).Span)
        );
        Assert.Equal("registry-auth.json", Assert.Single(Sourced(pod, "registry_auth")));
        Assert.Empty(pod.Outline.Warnings);
        Assert.Contains("registry-auth.json", pod.Outline.InputFiles);
    }

    [Theory]
    [InlineData("not json s3cret")]
    [InlineData("[]")]
    [InlineData("""{"auths":"s3cret"}""")]
    [InlineData("""{"auths":{"a":1,"a":2}}""")]
    [InlineData("null")]
    public void What_is_no_docker_config_is_told_without_its_content(string config) =>
        Assert.Equal(
            ["""spec.imagePullSecrets[0]: Secret "pull" holds no docker config; images are fetched without it"""],
            Planned(With(Secret("pull", config))).Outline.Warnings
        );

    [Fact]
    public void A_secret_that_did_not_come_is_told()
    {
        var pod = Planned(With(Secret("pull", null)));
        Assert.Equal(
            [
                """spec.imagePullSecrets[0]: the content of Secret "pull" was not sent (it is when a container mounts it); """
                    + """images are fetched without it""",
            ],
            pod.Outline.Warnings
        );
        Assert.Equal(["plan"], pod.Outline.InputFiles);
    }

    [Fact]
    public void Credentials_go_only_where_an_image_is_fetched_and_the_site_lets_them()
    {
        const string Config = """{"auths":{"r.example":{"auth":"ZmFrZQ=="}}}""";
        var local = With(Secret("pull", Config)) with { Containers = [Container() with { Image = "/images/a.sif" }] };
        Assert.Equal(["plan"], Planned(local).Outline.InputFiles);
        var kept = Planned(With(Secret("pull", Config)), Site with { ExportPodData = false });
        Assert.Equal(["plan"], kept.Outline.InputFiles);
        Assert.Equal(["spec.imagePullSecrets: ignored: this site does not send the content of Secrets along"], kept.Outline.Warnings);
    }
}
