using HtcondorActors.ChaosRun;

namespace HtcondorActors.Chaos.Tests;

public sealed class ScheddSilenceSpecs
{
    private static DateTimeOffset At(int minute, int second) => new(new DateTime(2026, 11, 28, 17, minute, second, DateTimeKind.Local));

    [Fact]
    public void Only_the_part_of_a_silence_within_the_time_that_is_asked_for_counts()
    {
        var silence = new Silence(
            ScheddSilence.Of([
                "11/28/26 17:15:00 (pid:1) Started",
                "no time",
                "11/28/26 17:15:04 (pid:1) works",
                "11/28/26 17:15:28 (pid:1) Sent ad to 1 collectors",
                "11/28/26 17:17:10 (pid:1) Socket closed",
                "11/28/26 17:17:11 (pid:1) works",
            ]),
            (from, to) => to - from
        );
        Assert.Equal(TimeSpan.FromSeconds(102), silence.Between(At(15, 28), At(17, 13)));
        Assert.Equal(TimeSpan.FromSeconds(70), silence.Between(At(16, 0), At(18, 0)));
        Assert.Equal(TimeSpan.FromSeconds(24 + 2), silence.Between(At(15, 1), At(15, 30)));
        Assert.Equal(TimeSpan.Zero, silence.Between(At(17, 10), At(18, 0)));
    }

    [Fact]
    public void A_moment_in_which_both_schedd_and_sidecar_were_silent_counts_once()
    {
        var silence = new Silence(
            [(At(1, 0), At(1, 30)), (At(0, 50), At(1, 10)), (At(1, 20), At(1, 25)), (At(2, 0), At(3, 0))],
            (from, to) => to - from
        );
        Assert.Equal(TimeSpan.FromSeconds(40), silence.Between(At(0, 0), At(2, 0)));
        Assert.Equal(TimeSpan.FromSeconds(5 + 10), silence.Between(At(1, 25), At(2, 10)));
    }
}
