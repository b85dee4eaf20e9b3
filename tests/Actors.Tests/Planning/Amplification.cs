using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>A refusal is worth nothing if it costs as much as the job.</summary>
internal static class Amplification
{
    public static readonly EnvVar Large = new("A", new string('x', 130_000));
    public static readonly SitePolicy Expanding = Site with { ExpandEnvValues = true };

    public static void AssertCheap(string refusal, PodSpec pod, SitePolicy? site = null, int mostMiB = 16)
    {
        var words = "";
        var bytes = Allocated(() => words = Refusal(pod, site));
        Assert.Contains(refusal, words, StringComparison.Ordinal);
        Assert.True(bytes < (long)mostMiB << 20, $"{bytes} bytes were allocated for: {words}");
    }

    public static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
