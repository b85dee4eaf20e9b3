using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>A pod that writes more on the node than it may is evicted, as a kubelet does it.</summary>
[Collection(PoolCollection.Name)]
public sealed class StorageSpecs(CondorPool pool)
{
    private const string Unmeasured = "warning not all that the pod wrote can be measured, so its storage limits hold only for the rest: ";

    private const string Forever = "; while :; do sleep 0.05; done";

    private static (string, string)[] Watched(params (string Path, string Limit, string Words, string Counted)[] storages) =>
        [
            ("storage_ms", "50"),
            ("storages", $"{storages.Length}"),
            .. storages.SelectMany(
                (storage, i) =>
                    new[]
                    {
                        ($"storage_{i + 1}_path", storage.Path),
                        ($"storage_{i + 1}_limit", storage.Limit),
                        ($"storage_{i + 1}_words", storage.Words),
                        ($"storage_{i + 1}_counted", storage.Counted),
                    }
            ),
        ];

    private PlanContainer Sh(string name, string image, string script) =>
        new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script) { Binds = [new("volumes/v", "/v")] };

    private RunnerJob Job(string shell, RunnerPlan plan) => new(shell, plan, prepare: null, Path.Combine(pool.Bin, "in-pool"));

    private static void EndsEvicted(RunnerJob job, string words, params string[] containers)
    {
        Assert.NotEqual(0, job.End());
        Assert.Matches(
            $"^note {words}: [0-9]+ bytes are used$",
            job.Story("-").Single(line => line.StartsWith("note", StringComparison.Ordinal))
        );
        Assert.All(containers, name => Assert.Matches("^exit [0-9]+ Evicted$", job.Story(name)[^1]));
        Assert.Equal("Evicted", job.View.End!.PodEnd);
    }

    [Theory]
    [InlineData("dash", "busybox", false)]
    [InlineData("bash", "busybox.sif", false)]
    [InlineData("dash", "busybox", true)]
    public void A_volume_that_grows_beyond_its_size_limit_ends_all_containers_and_none_is_started_again(
        string shell,
        string image,
        bool inMemory
    )
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = inMemory ? [] : ["v"],
                More =
                [
                    .. Watched(("volumes/v", "1048576", "too much", inMemory ? "" : "1")),
                    .. inMemory ? [("memorydirs", "1"), ("memorydir_1", "v")] : Array.Empty<(string, string)>(),
                ],
            }.Main(
                Sh("writes", image, "head -c 500000 /dev/zero >/v/a; sleep 0.5; head -c 2000000 /dev/zero >/v/b" + Forever)
                    .With("restart", "always"),
                Sh("other", image, "true" + Forever)
            )
        );

        EndsEvicted(job, "too much", "writes", "other");
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_a_container_writes_into_its_root_and_into_its_log_counts(string shell)
    {
        using var root = Job(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = Watched(("runner/1", "3000000", "root", "1")) }.Main(
                Sh("main", "busybox", "head -c 4000000 /dev/zero >/big" + Forever)
            )
        );
        EndsEvicted(root, "root", "main");

        using var log = Job(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = Watched(("runner/1", "600000", "log", "1")) }.Main(
                Sh("main", "busybox", "head -c 900000 /dev/zero | tr '\\0' x" + Forever)
            )
        );
        EndsEvicted(log, "log", "main");
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_counts_together_has_a_limit_together(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                More = [.. Watched(("volumes/v", "", "never", "1"), ("runner/1", "9000000", "never", "1")), ("storage_total", "2500000")],
            }.Main(Sh("main", "busybox", "head -c 1500000 /dev/zero >/v/a; head -c 1500000 /dev/zero >/b" + Forever))
        );

        EndsEvicted(job, "Pod ephemeral local storage usage exceeds the total limit of containers 2500000", "main");
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_container_that_is_over_does_not_count_for_the_pod(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                More = [.. Watched(("runner/1", "", "never", "1"), ("runner/2", "3000000", "never", "1")), ("storage_total", "3000000")],
            }
                .Init(Sh("init", "busybox", "head -c 2500000 /dev/zero >/tmp/a"))
                .Main(Sh("main", "busybox", "head -c 1000000 /dev/zero >/a; sleep 1; echo over"))
        );

        job.EndsWith(0);
        Assert.Equal("over\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_shell_that_is_killed_while_it_measures_is_not_waited_for(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                CommandPrefix = """
                mkdir bin
                printf '%s\n' '#!/bin/sh' '[ -e killed ] || { : >killed; kill -s KILL "$PPID"; exit; }' 'exec /usr/bin/du "$@"' >bin/du
                chmod 755 bin/du; PATH=$PWD/bin:$PATH
                """,
                More = Watched(("volumes/v", "1048576", "too much", "1")),
            }.Main(Sh("main", "busybox", "head -c 2000000 /dev/zero >/v/a" + Forever))
        );

        EndsEvicted(job, "too much", "main");
        Assert.True(File.Exists(job.Folder + "/killed"));
    }

    private const string Closed = "mkdir /v/d; head -c 2000000 /dev/zero >/v/d/a; chmod 000 /v/d" + Forever;

    [Theory, ClassData(typeof(Shells))]
    public void A_folder_that_the_pod_has_closed_to_itself_counts_and_stays_closed(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = Watched(("volumes/v", "1048576", "too much", "1")) }.Main(
                Sh("main", "busybox", Closed)
            )
        );

        EndsEvicted(job, "too much", "main");
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(job.Folder + "/volumes/v/d"));
        Assert.DoesNotContain(job.Story("-"), line => line.StartsWith("warning", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Where_no_program_can_look_into_it_that_is_said_once(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                CommandPrefix = """mkdir bin; printf '#!/bin/sh\nexit 1\n' >bin/unshare; chmod 755 bin/unshare; PATH=$PWD/bin:$PATH""",
                More = Watched(("volumes/v", "1048576", "too much", "1")),
            }.Main(Sh("main", "busybox", "mkdir /v/d /v/e; chmod 000 /v/d /v/e; sleep 1.5; head -c 2000000 /dev/zero >/v/a" + Forever))
        );

        EndsEvicted(job, "too much", "main");
        Assert.Single(
            job.Story("-"),
            line => line.StartsWith("warning not all that the pod wrote can be measured", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("dash", "Input/output error", 1)]
    [InlineData("bash", "Structure needs cleaning", 1)]
    [InlineData("dash", "No such file or directory", 0)]
    public void Another_error_of_du_is_said_once_but_a_file_that_is_gone_meanwhile_is_none(string shell, string error, int warnings)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                CommandPrefix = """
                mkdir bin
                printf '#!/bin/sh\necho "du: cannot access x: ERROR" >&2\nPATH=${PATH#*:}\nexec du "$@"\n' >bin/du
                chmod 755 bin/du
                PATH=$PWD/bin:$PATH
                """.Replace("ERROR", error, StringComparison.Ordinal),
                More = Watched(("volumes/v", "1048576", "too much", "1")),
            }.Main(PlanContainer.Host("main", "sh", "-c", "sleep 1.5; head -c 2000000 /dev/zero >volumes/v/a" + Forever))
        );

        EndsEvicted(job, "too much", "main");
        Assert.Equal(warnings, job.Story("-").Count(line => line == $"{Unmeasured}du: cannot access x: {error}"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_pod_that_keeps_to_its_limits_runs_to_its_end(string shell)
    {
        using var job = Job(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                More =
                [
                    .. Watched(("volumes/v", "2000000", "never", "1"), ("runner/1", "2000000", "never", "1")),
                    ("storage_total", "2000000"),
                ],
            }.Main(Sh("main", "busybox", "head -c 500000 /dev/zero >/v/a; sleep 1; echo over"))
        );

        job.EndsWith(0);
        Assert.Equal("over\n", job.LogOf("main"));
    }
}
