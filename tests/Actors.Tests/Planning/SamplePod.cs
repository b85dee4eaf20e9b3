using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>Pods to vary with <c>with</c>, and what becomes of them.</summary>
internal static class SamplePod
{
    public static readonly SitePolicy Site = new();

    public static ContainerSpec Container(string name = "main") =>
        new()
        {
            Name = name,
            Image = "busybox",
            Command = ["true"],
        };

    public static PodSpec Of(params ContainerSpec[] containers) =>
        new()
        {
            Uid = PodUid.Parse("11111111-2222-4333-8444-555555555555"),
            Name = "demo",
            Namespace = "default",
            Containers = containers,
        };

    public static string Refusal(PodSpec pod, SitePolicy? site = null)
    {
        var result = PodPlanner.Plan(pod, site ?? Site);
        Assert.Null(result.Plan);
        Assert.NotNull(result.Refusal);
        Assert.DoesNotContain(result.Refusal, char.IsControl);
        return result.Refusal;
    }

    public static PlannedPod Planned(PodSpec pod, SitePolicy? site = null)
    {
        var result = PodPlanner.Plan(pod, site ?? Site);
        Assert.Null(result.Refusal);
        return result.Plan!;
    }

    public static ReadOnlyMemory<byte> Content(PlannedPod pod, string name) => Assert.Single(pod.Files, f => f.Name == name).Content;

    /// <summary>What the runner's shell sees in these variables after it has sourced the plan.</summary>
    public static IReadOnlyList<string> Sourced(PlannedPod pod, params string[] variables) =>
        RealShell.Sourced("dash", Content(pod, "plan"), variables);

    public static VolumeFile Text(string path, string content, int mode = 0b110_100_100) =>
        new(path, mode, System.Text.Encoding.UTF8.GetBytes(content), "spec.volumes[0].items");
}
