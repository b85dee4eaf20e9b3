using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

[Collection(PoolCollection.Name)]
public sealed class MemorySpecs(CondorPool pool)
{
    private const string Limit = "60000000";

    /// <summary>Holds so many MB in a child of a child, until told; written by what busybox and python have in common: a shell
    /// variable.</summary>
    private static string Holds(int megabytes) =>
        $"(sh -c 'x=$(head -c {megabytes}000000 /dev/zero | tr \"\\0\" x); echo full; while [ ! -e /v/go ]; do sleep 0.05; done'; exit $?)";

    [Theory, ClassData(typeof(Shells))]
    public void A_container_over_its_limit_is_killed_at_once_and_one_below_it_is_not(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 600, EmptyDirs = ["v"] }.Main(
                Container("over", "busybox", "trap '' TERM; " + Holds(100)),
                Container("over-sif", "busybox.sif", Holds(100)),
                Container("below", "busybox", Holds(30)),
                Container("free", "busybox", Holds(100)).With("memory", "")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );
        job.Until(it =>
            it.Story("over").Count >= 3 && it.Story("over-sif").Count >= 3 && it.LogOf("below") != "" && it.LogOf("free") != ""
        );
        File.WriteAllText(job.Folder + "/volumes/v/go", "");

        job.EndsWith(137);

        foreach (var name in new[] { "over", "over-sif" })
        {
            Assert.Equal("exit 137 OOMKilled", job.Story(name)[2]);
            Assert.Matches("^note it used [0-9]+ MiB of memory, more than its limit of 57 MiB$", job.Story(name)[1]);
        }
        Assert.Equal(["start", "exit 0"], job.Story("below"));
        Assert.Equal(["start", "exit 0"], job.Story("free"));
        job.UntilNothingHasItMounted();
    }

    /// <summary>KILL of Apptainer would leave its FUSE processes on the node for ever.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_container_that_is_killed_when_its_grace_is_over_leaves_nothing_on_the_node(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 1, EmptyDirs = ["v"] }.Main(
                Container("sif", "busybox.sif", "trap '' TERM; echo up; while :; do sleep 0.1; done"),
                Container("folder", "busybox", "trap '' TERM; echo up; while :; do sleep 0.1; done")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );
        job.Until(it => it.LogOf("sif") == "up\n" && it.LogOf("folder") == "up\n").Terminate();

        job.EndsWith(137);
        Assert.Equal(["exit 137 Stopped", "exit 137 Stopped"], [job.Story("sif")[^1], job.Story("folder")[^1]]);
        job.UntilNothingHasItMounted();
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_forked_processes_share_counts_once_and_files_do_not_count(string shell)
    {
        const string forks =
            "import os, time\nx = b'x' * 40_000_000\nfor i in range(4):\n  if os.fork() == 0: time.sleep(2); os._exit(0)\ntime.sleep(2)";
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("forks", "python3", "-c", forks).With("memory", Limit),
                PlanContainer.Host("over", "python3", "-c", "import time\nx = b'x' * 100_000_000\ntime.sleep(600)").With("memory", Limit)
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        job.EndsWith(137);

        Assert.Equal(["start", "exit 0"], job.Story("forks"));
        Assert.Equal("exit 137 OOMKilled", job.Story("over")[^1]);
    }

    /// <summary>Fifteen have about half a megabyte each of their own beside what they share; all of it is below the limit. While they are
    /// looked at one after the other, some end: what the others have then more for themselves was counted as theirs before.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void Forked_processes_that_come_and_go_count_once(string shell)
    {
        const string forks =
            "import os, time\nx = b'x' * 35_000_000\nend = time.monotonic() + 8\nwhile time.monotonic() < end:\n  n = 0\n  for "
            + "i in range(15):\n    n += 1\n"
            + "    if os.fork() == 0: time.sleep(0.05 + i / 150); os._exit(0)\n  for i in range(n): os.wait()";
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(PlanContainer.Host("forks", "python3", "-c", forks).With("memory", Limit)),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 0"], job.Story("forks"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void It_is_started_again_if_its_rule_says_so(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "20")] }.Main(
                PlanContainer
                    .Host(
                        "main",
                        "python3",
                        "-c",
                        "import time, os\nif os.path.exists('second'): exit(0)\nopen('second', 'w')\nx = b'x' * 100_000_000\n"
                            + "time.sleep(600)"
                    )
                    .With("memory", Limit)
                    .With("restart", "onfailure")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        job.EndsWith(0);

        Assert.Equal(["exit 137 OOMKilled", "restart 1 20", "start", "exit 0"], job.Story("main").Skip(2));
    }

    private PlanContainer Container(string name, string image, string script) =>
        new PlanContainer(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script) { Binds = [new("volumes/v", "/v")] }.With(
            "memory",
            Limit
        );
}
