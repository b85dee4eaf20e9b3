using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ContainerEnvironmentSpecs
{
    private static PodSpec With(params EnvVar[] env) => Of(Container() with { Env = env });

    private static IReadOnlyList<string> Given(params EnvVar[] env) => GivenAt(Site, env);

    private static IReadOnlyList<string> GivenAt(SitePolicy site, params EnvVar[] env)
    {
        var pod = Planned(With(env), site);
        var count = int.Parse(Sourced(pod, "c1_envs")[0], System.Globalization.CultureInfo.InvariantCulture);
        return Sourced(pod, [.. Enumerable.Range(1, count).Select(i => $"c1_env_{i}")]);
    }

    [Fact]
    public void The_last_of_two_entries_of_one_name_wins() =>
        Assert.Equal(["A=2", "B=x"], Given(new("A", "1"), new("B", "x"), new("A", "2")));

    /// <summary>The Virtual Kubelet has expanded what was to be expanded, and sends the entries in random order: what is left over is
    /// meant.</summary>
    [Fact]
    public void A_value_is_byte_for_byte_what_came_in_whatever_order()
    {
        Assert.Equal(["A=1", "B=$(A)-$$(A)"], Given(new("A", "1"), new("B", "$(A)-$$(A)")));
        Assert.Equal(["B=$(A)-$$(A)", "A=1"], Given(new("B", "$(A)-$$(A)"), new("A", "1")));
    }

    [Fact]
    public void Where_nobody_has_expanded_values_one_may_refer_to_what_was_set_before_it_and_to_nothing_else() =>
        Assert.Equal(
            ["A=1", "B=1-$(C)-$(A)", "C=3"],
            GivenAt(Site with { ExpandEnvValues = true }, new("A", "1"), new("B", "$(A)-$(C)-$$(A)"), new("C", "3"))
        );

    [Fact]
    public void An_empty_value_is_set() => Assert.Equal(["A="], Given(new EnvVar("A", "")));

    [Fact]
    public void What_nobody_could_resolve_is_refused_by_what_it_asked_for()
    {
        Assert.Equal(
            """spec.containers[0].env[1].valueFrom: "secretKeyRef db/password" did not come with the request and is not known here""",
            Refusal(With(new("B", "b"), new("A", "", "secretKeyRef db/password")))
        );
        Assert.Equal(
            """spec.containers[0].envFrom: "configMapRef settings" did not come with the request""",
            Refusal(Of(Container() with { UnresolvedEnvFrom = ["configMapRef settings"] }))
        );
    }

    [Fact]
    public void A_name_that_is_no_shell_name_is_given_as_it_is_and_can_be_referred_to()
    {
        EnvVar[] env = [new("my.var", "s3cret"), new("my-var", "y"), new("1ST", "z"), new("a b%%", "b")];
        Assert.Equal(["my.var=s3cret", "my-var=y", "1ST=z", "a b%%=b"], Given(env));
        Assert.Equal(["s3cret"], Sourced(Planned(Of(Container() with { Env = env, Command = ["echo", "$(my.var)"] })), "c1_arg_2"));
        Assert.Empty(Planned(With(env)).Outline.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\nB")]
    [InlineData("É")]
    public void What_is_no_name_is_refused(string name) =>
        Assert.StartsWith("spec.containers[0].env[1].name: ", Refusal(With(new("A", "1"), new(name, "x"))), StringComparison.Ordinal);

    [Fact]
    public void A_NUL_is_refused_without_showing_the_value() =>
        Assert.Equal("spec.containers[0].env[0].value: has a NUL character in it", Refusal(With(new EnvVar("A", "s3cret\0"))));

    [Fact]
    public void A_value_longer_than_Linux_passes_on_is_refused_without_showing_it() =>
        Assert.Equal(
            "spec.containers[0].env[0].value: comes to 130562 bytes; Linux passes no string of more than 130560 bytes on",
            Refusal(With(new EnvVar("A", new string('é', 65281))))
        );
}
