using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodSubmitCommandsSpecs
{
    private static readonly SitePolicy Open = Site with
    {
        AllowedSubmitCommands = ["accounting_group", "priority", "requirements", "rank", "concurrency_limits", "require_gpus", "nice_user"],
    };

    private static PodSpec Saying(params (string Key, string Value)[] annotations) =>
        Of(Container()) with
        {
            Annotations = annotations.ToDictionary(a => "htcondor-job.vk.io/" + a.Key, a => a.Value),
        };

    private static string CommandsOf(PodSpec pod, SitePolicy site) =>
        string.Join('\n', Planned(pod, site).Outline.SubmitCommands.Select(command => $"{command.Key} = {command.Value}"));

    private static Dictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        entries.ToDictionary(e => e.Key, e => e.Value);

    [Theory]
    [InlineData("accounting-group", "group_physics.cms-1", "accounting_group = group_physics.cms-1")]
    [InlineData("priority", " -10\n", "priority = -10")]
    [InlineData("requirements", "Site==\"CERN\"", "requirements = Site == \"CERN\"")]
    [InlineData("rank", "KFlops", "rank = KFlops")]
    [InlineData("concurrency-limits", "lic:2,group.x:1.5,foo", "concurrency_limits = lic:2,group.x:1.5,foo")]
    [InlineData("nice-user", "true", "nice_user = true")]
    [InlineData("wall-time", "5400", "+MaxWallTimeMins = 90")]
    [InlineData("wall-time", "61s", "+MaxWallTimeMins = 2")]
    public void An_annotation_becomes_a_submit_command(string key, string value, string command) =>
        Assert.Equal(command, CommandsOf(Saying((key, value)), Open));

    [Theory]
    [InlineData("accounting-group", "a b", "is no accounting group: words of letters, digits, _ and - joined by dots")]
    [InlineData("accounting-group", "a\nqueue 100", "is no accounting group: words of letters, digits, _ and - joined by dots")]
    [InlineData("accounting-group", "$(X)", "is no accounting group: words of letters, digits, _ and - joined by dots")]
    [InlineData("priority", "1.5", "is no whole number")]
    [InlineData("priority", "9999999999", "is no whole number")]
    [InlineData("requirements", "true) || (true", "has more than one expression, or a closing mark too many, at character 5")]
    [InlineData("rank", "$(folder)", "has something at character 1 that may not be in it")]
    [InlineData("concurrency-limits", "a,,b", "is no list of concurrency limits: NAME or NAME:NUMBER joined by commas")]
    [InlineData("concurrency-limits", "a b", "is no list of concurrency limits: NAME or NAME:NUMBER joined by commas")]
    [InlineData("nice-user", "yes", "is neither true nor false")]
    [InlineData("require-gpus", "Capability > 8", "the pod asks for no GPU")]
    [InlineData("wall-time", "soon", "\"soon\" is no time: seconds, or a number with d, h, m or s")]
    [InlineData("wall-time", "0", "0 s is outside 1 to 2147483647 s")]
    public void A_value_of_another_form_is_refused_by_its_annotation(string key, string value, string words) =>
        Assert.Equal($"metadata.annotations[\"htcondor-job.vk.io/{key}\"]: {words}", Refusal(Saying((key, value)), Open));

    [Theory]
    [InlineData("priority", "1", "priority")]
    [InlineData("nice-user", "true", "nice_user")]
    [InlineData("require-gpus", "true", "require_gpus")]
    public void What_the_site_does_not_allow_is_refused(string key, string value, string command) =>
        Assert.Equal(
            $"metadata.annotations[\"htcondor-job.vk.io/{key}\"]: this site does not let pods set {command} (AllowedSubmitCommands)",
            Refusal(Saying((key, value)), Site with { AllowedSubmitCommands = [] })
        );

    [Theory]
    [InlineData("slurm-job.vk.io/priority")]
    [InlineData("htcondor-job.knoc.io/priority")]
    [InlineData("interlink.eu/priority")]
    public void The_other_plugins_spellings_of_a_key_mean_the_same(string key) =>
        Assert.Equal("priority = 5", CommandsOf(Of(Container()) with { Annotations = Map((key, "5")) }, Open));

    [Fact]
    public void None_of_these_annotations_is_warned_about()
    {
        var gpu = Container() with { Limits = Map(("nvidia.com/gpu", "1")) };
        var pod = Saying(
            ("accounting-group", "a"),
            ("priority", "1"),
            ("requirements", "true"),
            ("rank", "1"),
            ("concurrency-limits", "a"),
            ("require-gpus", "true"),
            ("nice-user", "false"),
            ("wall-time", "1h")
        );
        Assert.Empty(Planned(pod with { Containers = [gpu] }, Open).Outline.Warnings);
    }

    [Fact]
    public void The_pods_word_wins_over_the_flavors_and_that_over_the_sites()
    {
        var site = Open with
        {
            SubmitCommands = Map(("Priority", "1"), ("rank", "1"), ("+Site", "\"x\""), ("+MaxWallTimeMins", "60")),
            Flavors = [new Flavor("f") { SubmitCommands = Map(("priority", "2"), ("RANK", "2")) }],
            DefaultFlavor = "f",
        };
        Assert.Equal(
            "priority = 3\nRANK = 2\n+Site = \"x\"\n+MaxWallTimeMins = 5",
            CommandsOf(Saying(("priority", "3"), ("wall-time", "5m")), site)
        );
    }

    [Fact]
    public void Requirements_hold_together()
    {
        var site = Open with
        {
            SubmitCommands = Map(("requirements", "A || B")),
            Flavors = [new Flavor("f") { SubmitCommands = Map(("Requirements", "C")) }],
            DefaultFlavor = "f",
        };
        Assert.Equal("requirements = (A || B) && (C) && (D || E)", CommandsOf(Saying(("requirements", "D||E")), site));
        Assert.Equal("requirements = (A || B) && (C)", CommandsOf(Saying(), site));
    }

    [Fact]
    public void What_GPUs_must_be_is_said_only_where_there_are_any()
    {
        var site = Open with { SubmitCommands = Map(("require_gpus", "Capability >= 7")) };
        var withGpu = Container() with { Limits = Map(("nvidia.com/gpu", "1")) };

        Assert.Equal("", CommandsOf(Saying(), site));
        Assert.Equal(
            "require_gpus = Capability >= 8.0",
            CommandsOf(Saying(("require-gpus", "Capability>=8.0")) with { Containers = [withGpu] }, site)
        );
    }

    [Fact]
    public void The_scheduler_is_given_them_as_they_were_when_the_pod_was_accepted()
    {
        var outline = Planned(Saying(("priority", "7")), Open).Outline;
        Assert.Equal([KeyValuePair.Create("priority", "7")], JobRequest.Of(outline, 1, "/runner.sh").Commands);
    }
}
