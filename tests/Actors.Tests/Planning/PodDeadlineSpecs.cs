using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodDeadlineSpecs
{
    [Theory]
    [InlineData(null, null, "", "")]
    [InlineData(60L, null, "60", "activeDeadlineSeconds (60 s)")]
    [InlineData(null, "90m", "5400", "wall-time (90m)")]
    [InlineData(null, "5400", "5400", "wall-time (5400)")]
    [InlineData(null, "1d2h3m4s", "93784", "wall-time (1d2h3m4s)")]
    [InlineData(60L, "2h", "60", "activeDeadlineSeconds (60 s)")]
    [InlineData(7200L, "1h", "3600", "wall-time (1h)")]
    public void The_smaller_limit_is_the_runners(long? deadline, string? wallTime, string seconds, string words)
    {
        var pod = Of(Container()) with { ActiveDeadlineSeconds = deadline };
        if (wallTime is not null)
            pod = pod with { Annotations = new Dictionary<string, string> { ["htcondor-job.vk.io/wall-time"] = wallTime } };

        Assert.Equal([seconds, words], Sourced(Planned(pod), "deadline", "deadline_words"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2147483648)]
    public void A_deadline_that_Kubernetes_does_not_know_is_refused(long seconds) =>
        Assert.Equal(
            $"spec.activeDeadlineSeconds: {seconds} s is outside 1 to 2147483647 s",
            Refusal(Of(Container()) with { ActiveDeadlineSeconds = seconds })
        );

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("1.5h")]
    [InlineData("-5")]
    [InlineData("30m1h")]
    [InlineData("1h30")]
    [InlineData("5 m")]
    [InlineData("99999999999")]
    public void A_wall_time_that_is_no_time_is_refused(string text)
    {
        var pod = Of(Container()) with { Annotations = new Dictionary<string, string> { ["htcondor-job.vk.io/wall-time"] = text } };
        Assert.Equal(
            $"metadata.annotations[\"htcondor-job.vk.io/wall-time\"]: \"{text}\" is no time: seconds, or a number with d, h, m or s",
            Refusal(pod)
        );
    }
}
