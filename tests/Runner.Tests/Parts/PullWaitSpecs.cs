using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>The waits for an image are the kubelet's, up to the longest. The test sets the clock, so no test waits for minutes.</summary>
[Trait("BoundTo", "text")]
public sealed class PullWaitSpecs
{
    /// <summary>What other parts offer. Each try fails at once, and the next one is made when it is due.</summary>
    private const string World = """
        clock=5000 waiting= c1_name=main
        read_clock() { :; }
        due_at() { :; }
        line_frame() { echo "$1 $2 $3"; }
        given_up() { shift; echo "given up: $*"; tries=0; }
        failed_try() {
            begin_pull 1 || :
            pull_later 1 refused
            [ "$tries" -gt 0 ] || return 0
            echo "$((due_1 - clock)) ms"
            clock=$back_off_at_1
            tell_back_off 1
            clock=$due_1 tries=$((tries - 1))
        }

        """;

    /// <summary>What the runner says and how long it waits, but not each first word that the image cannot be had.</summary>
    private static string[] Tries(string shell, int tries, string plan = "")
    {
        string Part(string name) => $". '{RunnerPart.PathOf(name)}'\n";
        var script = Part("12-names.sh") + Part("76-pulls.sh") + World;
        var told = Shell.Run(
            "/usr/bin/env",
            [shell, "-euc", $"{script}{plan}\ntries={tries}; while [ \"$tries\" -gt 0 ]; do failed_try; done"]
        );
        Assert.Equal((0, ""), (told.ExitCode, told.Stderr));
        return
        [
            .. told
                .Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("wait main ErrImagePull refused", StringComparison.Ordinal)),
        ];
    }

    private static string[] Waits(string shell, int tries, string plan = "") =>
        [.. Tries(shell, tries, plan).Where(line => line.EndsWith(" ms", StringComparison.Ordinal))];

    [Theory, ClassData(typeof(Shells))]
    public void The_first_wait_is_10_s_and_each_one_is_twice_as_long_up_to_5_minutes(string shell) =>
        Assert.Equal(["10000 ms", "20000 ms", "40000 ms", "80000 ms", "160000 ms", "300000 ms", "300000 ms", "300000 ms"], Waits(shell, 8));

    [Theory, ClassData(typeof(Shells))]
    public void Another_first_wait_ends_at_30_times_of_it(string shell) =>
        Assert.Equal(["100 ms", "200 ms", "400 ms", "800 ms", "1600 ms", "3000 ms", "3000 ms"], Waits(shell, 7, "backoff_ms=100"));

    [Theory, ClassData(typeof(Shells))]
    public void A_fifth_of_the_wait_later_the_back_off_is_told_with_what_is_left_of_it(string shell) =>
        Assert.Equal(
            [
                "10000 ms",
                "wait main ImagePullBackOff refused (try 1); it is tried again in 8 s",
                "20000 ms",
                "wait main ImagePullBackOff refused (try 2); it is tried again in 16 s",
            ],
            Tries(shell, 2)
        );

    [Theory]
    [InlineData("dash", "", 11, 1810)]
    [InlineData("bash", "pull_ms=60000", 4, 70)]
    public void It_is_given_up_at_the_first_try_after_the_sites_time_which_is_half_an_hour(
        string shell,
        string plan,
        int tries,
        int seconds
    ) => Assert.Equal($"given up: 128 refused (try {tries}); it was tried for {seconds} s ErrImagePull", Tries(shell, 100, plan)[^1]);
}
