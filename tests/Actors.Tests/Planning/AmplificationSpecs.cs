using System.Globalization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.Amplification;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>Arguments, variables, probes and containers that are few in a request and large as a job: each pod is refused with its
/// numbers, before anything large is built.</summary>
public sealed class AmplificationSpecs
{
    [Fact]
    public void Arguments_that_grow_past_what_Linux_takes_name_the_container_and_both_numbers() =>
        AssertCheap(
            "spec.containers[0]: container \"main\": arguments and variables come to 195143524 bytes; "
                + "a program is started with at most 1835008",
            Of(Container() with { Command = ["echo"], Env = [Large], Args = [.. Enumerable.Repeat("$(A)", 1500)] })
        );

    [Fact]
    public void Seven_megabytes_of_variables_are_refused_and_not_ended_as_137() =>
        AssertCheap(
            "spec.containers[0].env: container \"main\": variables come to 7000722 bytes; " + "a program is started with at most 1835008",
            Of(
                Container() with
                {
                    Env =
                    [
                        .. Enumerable
                            .Range(0, 54)
                            .Select(i => new EnvVar("A" + (char)('a' + i % 26) + (char)('a' + i / 26), Large.Value[..129_630])),
                    ],
                }
            )
        );

    [Fact]
    public void What_Linux_takes_and_Apptainer_does_not_is_refused_but_for_image_host()
    {
        var container = Container() with { Command = ["true"], Args = [.. Enumerable.Repeat(Large.Value, 8)] };
        Assert.Equal(
            "spec.containers[0]: container \"main\": arguments come to 1040031 bytes as Apptainer passes them on; "
                + "it takes at most 982912",
            Refusal(Of(container))
        );
        Planned(Of(container with { Image = "host" }));
        Planned(Of(container with { Args = [.. container.Args.Take(7)] }));
    }

    [Theory]
    [InlineData('<', 6)]
    [InlineData('&', 6)]
    [InlineData('\u0001', 6)]
    [InlineData('\u2028', 6)]
    [InlineData('"', 2)]
    [InlineData('\\', 2)]
    [InlineData('\n', 2)]
    [InlineData('x', 1)]
    [InlineData('é', 2)]
    public void Each_character_counts_as_Apptainer_writes_it(char character, int bytes) =>
        Assert.Equal(1000 * bytes, TextSize.Of(new string(character, 1000)).Encoded);

    [Fact]
    public void Probes_hooks_and_init_containers_are_measured_too()
    {
        var many = new ExecHandler([.. Enumerable.Repeat("$(A)", 1500)]);
        var container = Container() with { Env = [Large] };
        AssertCheap(
            "spec.containers[0].livenessProbe.exec.command: container \"main\": this command's arguments and variables come to 195",
            Of(container with { LivenessProbe = new ProbeSpec(many) })
        );
        AssertCheap("spec.containers[0].readinessProbe.exec.command: ", Of(container with { ReadinessProbe = new ProbeSpec(many) }));
        AssertCheap("spec.containers[0].startupProbe.exec.command: ", Of(container with { StartupProbe = new ProbeSpec(many) }));
        var written = new ExecHandler([.. Enumerable.Repeat(Large.Value, 20)]);
        AssertCheap("spec.containers[0].lifecycle.postStart.exec.command: ", Of(container with { PostStart = written }));
        AssertCheap("spec.containers[0].lifecycle.preStop.exec.command: ", Of(container with { PreStop = written }));
        AssertCheap(
            "spec.initContainers[0]: container \"init\": ",
            Of(Container()) with
            {
                InitContainers = [Container("init") with { Env = [Large], Args = [.. Enumerable.Repeat("$(A)", 1500)] }],
            }
        );
    }

    [Fact]
    public void One_string_that_Linux_does_not_pass_on_is_refused_by_name()
    {
        Assert.Equal(
            "spec.containers[0].args[1]: comes to 260000 bytes; Linux passes no string of more than 130560 bytes on",
            Refusal(Of(Container() with { Env = [Large], Args = ["x", "$(A)$(A)"] }))
        );
        Assert.Equal(
            "spec.containers[0].livenessProbe.exec.command[0]: comes to 130561 bytes; Linux passes no string of more than 130560 bytes on",
            Refusal(Of(Container() with { LivenessProbe = new ProbeSpec(new ExecHandler([new string('x', 130_561)])) }))
        );
    }

    [Fact]
    public void Values_that_double_each_other_are_refused_at_the_first_that_is_too_long() =>
        AssertCheap(
            "spec.containers[0].env[14].value: comes to 163840 bytes; ",
            Of(
                Container() with
                {
                    Env =
                    [
                        new("V0", "ten bytes."),
                        .. Enumerable
                            .Range(1, 60)
                            .Select(i => new EnvVar($"V{i}", string.Create(CultureInfo.InvariantCulture, $"$(V{i - 1})$(V{i - 1})"))),
                    ],
                }
            ),
            Expanding
        );

    [Fact]
    public void Values_that_each_stay_small_enough_are_still_too_much_together() =>
        AssertCheap(
            "spec.containers[0].env: container \"main\": variables come to ",
            Of(Container() with { Env = [Large, .. Enumerable.Range(0, 5000).Select(i => new EnvVar($"V{i}", "$(A)"))] }),
            Expanding
        );

    [Fact]
    public void What_fits_each_container_and_not_the_plan_is_refused_before_it_is_built()
    {
        var container = Container() with { Env = [Large], Args = [.. Enumerable.Repeat("$(A)", 6)] };
        AssertCheap(
            "spec.containers[18]: the pod's plan (arguments, variables and mounts of all containers) is larger than 16 MiB (MaxPlanMiB)",
            Of([.. Enumerable.Range(0, 1500).Select(i => container with { Name = $"c{i}" })]),
            mostMiB: 64
        );
    }

    [Fact]
    public void More_containers_than_the_site_takes_are_refused_whatever_they_are()
    {
        Assert.Equal(
            "spec.containers: there are 3, init containers counted; the limit is 2 (MaxContainers)",
            Refusal(Of(Container("a"), Container("b")) with { InitContainers = [Container("c")] }, Site with { MaxContainers = 2 })
        );
        Assert.Equal(
            "metadata.annotations[\"interlink.eu/disable-offload-containers\"]: names 3 containers; the limit is 2 (MaxContainers)",
            Refusal(
                Of(Container()) with
                {
                    Annotations = new Dictionary<string, string> { ["interlink.eu/disable-offload-containers"] = "a,b,c,a" },
                },
                Site with
                {
                    MaxContainers = 2,
                }
            )
        );
    }

    [Fact]
    public void A_probe_path_that_nothing_can_send_is_refused() =>
        AssertCheap(
            "spec.containers[0].livenessProbe.httpGet.path: comes to 30000000 bytes; ",
            Of(Container() with { LivenessProbe = new ProbeSpec(new HttpHandler(null, null, "80", new string('é', 30_000_000), [])) })
        );

    [Fact]
    public void Parentheses_that_nothing_closes_are_no_work()
    {
        var word = string.Concat(Enumerable.Repeat("$(", 60_000));
        Assert.Equal(word, Expansion.InCommand(word, new Dictionary<string, string>()));
        Assert.Equal(word.Length, Expansion.SizeInCommand(word, new Dictionary<string, TextSize>()).Bytes);
        var even = string.Concat(Enumerable.Repeat("$$(", 40_000)) + ")";
        // Were the rest looked through for each of them, this would be 40,000 copies of it.
        Assert.True(Allocated(() => Expansion.InCommand(even, new Dictionary<string, string>())) < 4 << 20);
    }

    [Fact]
    public void What_a_container_costs_does_not_grow_with_their_number()
    {
        static PodSpec OneLiners(int count) =>
            Of([
                .. Enumerable
                    .Range(0, count)
                    .Select(i => Container($"c{i}") with { Limits = new Dictionary<string, string> { ["memory"] = "1Mi" } }),
            ]);
        Planned(OneLiners(20));
        var (few, many) = (Allocated(() => Planned(OneLiners(200))) / 200, Allocated(() => Planned(OneLiners(2000))) / 2000);
        Assert.True(many < 1.5 * few, $"{many} bytes a container of 2,000, {few} of 200");
    }
}
