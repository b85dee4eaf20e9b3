using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What root of a container may do with ids that are not the job's user.</summary>
[Collection(PoolCollection.Name)]
public sealed class RootSpecs(CondorPool pool)
{
    private const string Chown = "chown -R 1000:100 /data";

    private static readonly string[] User = ["--security", "uid:1000,gid:100"];

    /// <summary>What a node has that can load a filter: setpriv of util-linux 2.40, or Perl.</summary>
    private const string WithoutSetpriv = "mkdir bin; ln -s /usr/bin/* /usr/sbin/* bin 2>/dev/null; rm bin/setpriv; PATH=$PWD/bin";

    private const string WithoutBoth = WithoutSetpriv + "; rm bin/perl";

    public static TheoryData<string, string, string> Nodes =>
        new()
        {
            { "dash", "busybox", "" },
            { "bash", "busybox.sif", "" },
            { "dash", "busybox.sif", WithoutSetpriv },
            { "bash", "busybox", WithoutSetpriv },
        };

    [Theory, MemberData(nameof(Nodes))]
    public void A_folder_is_prepared_by_root_for_the_user_of_another_container(string shell, string image, string node)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v", "w"], CommandPrefix = node }
                .Init(
                    Root("init", image, $"id -u; mkdir -p /data/home; touch /data/home/x; {Chown} && chmod -R 700 /data && echo done"),
                    Root("part", image, $"{Chown} && touch /data/y && echo done", new PlanBind("volumes/v/home", "/data"))
                )
                .Main(
                    Sh("user", image, "id -u; id -g; echo mine >/data/home/z; stat -c '%n %u %g' /data/home/*") with
                    {
                        Options = User,
                    },
                    Root(
                            "root",
                            image,
                            "until [ -e /data/hook ]; do sleep 0.05; done; chown 0:0 /data/nosuch || echo told; chown 7 "
                                + "/data/nosuch || echo told"
                        )
                        .With("poststart_type", "exec")
                        .Command("poststart", "sh", "-c", "touch /data/h; chown 5:5 /data/h && touch /data/hook")
                )
        );

        job.EndsWith(0);

        Assert.Equal("0\ndone\n", job.LogOf("init"));
        Assert.Equal("done\n", job.LogOf("part"));
        Assert.Equal("1000\n100\n/data/home/x 1000 100\n/data/home/y 1000 100\n/data/home/z 1000 100\n", job.LogOf("user"));
        Assert.Equal(2, job.LogOf("root").Split('\n').Count(line => line == "told"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Where_a_node_has_no_way_the_container_that_fails_by_it_says_so(string shell)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], CommandPrefix = WithoutBoth }.Main(
                Root("root", "busybox", "id -u; " + Chown),
                Root("other-fault", "busybox", "exit 3"),
                Root("fine", "busybox", "chown 0:0 /data")
            )
        );

        job.End();

        Assert.Equal(
            [
                "start",
                "note root of a container has one id on this node, so chown to another one fails: it has no ids for the job's "
                    + "user in /etc/subuid, "
                    + "no setpriv with --seccomp-filter, no perl and no fakeroot",
                "exit 1",
            ],
            job.Story("root")
        );
        Assert.Equal(["start", "exit 3"], job.Story("other-fault"));
        Assert.Equal(["start", "exit 0"], job.Story("fine"));
    }

    [Theory, MemberData(nameof(Nodes))]
    public void A_root_that_is_told_to_stop_hears_it(string shell, string image, string node)
    {
        using var job = InPool(
            shell,
            new RunnerPlan
            {
                Grace = 20,
                EmptyDirs = ["v"],
                CommandPrefix = node,
            }.Main(
                Root("whole", image, "trap 'exit 8' TERM; echo up; while :; do sleep 0.05; done"),
                Root("part", image, "trap 'exit 8' TERM; echo up; while :; do sleep 0.05; done", new PlanBind("volumes/v/part", "/data"))
            )
        );
        job.Until(it => it.LogOf("whole") != "" && it.LogOf("part") != "").Terminate();

        job.EndsWith(8);

        Assert.All((string[])["whole", "part"], name => Assert.Equal(["start", "exit 8 Stopped"], job.Story(name)));
        job.UntilNothingHasItMounted();
    }

    [Theory]
    [InlineData("dash", "single", "the site wants it so (RootIds)")]
    [InlineData("bash", "mapped", "it maps no ids for the job's user (newuidmap, /etc/subuid)")]
    [InlineData("dash", "fakeroot", "it has no fakeroot command")]
    public void The_site_chooses_the_way(string shell, string way, string why)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = [("root_ids", way)] }.Main(Root("root", "busybox", Chown))
        );

        job.EndsWith(1);

        Assert.Equal($"note root of a container has one id on this node, so chown to another one fails: {why}", job.Story("root")[1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_fakeroot_command_is_Apptainers_to_bring(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                Apptainer = "./" + FakeApptainer.Name,
                CommandPrefix = "mkdir bin; ln -s /bin/true bin/fakeroot; PATH=$PWD/bin:$PATH",
                More = [("root_ids", "fakeroot")],
            }.Main(new PlanContainer("main", "exec", "/x.sif", "echo", "ran") { WorkingDirectory = "/", Options = ["--nv", "--fakeroot"] }),
            FakeApptainer.WriteTo
        );

        job.EndsWith(0);

        Assert.Contains(
            "[--no-eval] [--nv] [--fakeroot] [--ignore-subuid] ",
            FakeApptainer.Calls(job.Folder)[^1],
            StringComparison.Ordinal
        );
    }

    [NeedsRootTheory, ClassData(typeof(Shells))]
    public void With_ids_of_the_jobs_user_all_is_real_and_at_the_end_all_is_the_jobs_users_again(string shell)
    {
        using var job = WithIds(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = [("memorydirs", "1"), ("memorydir_1", "m")] }
                .Init(
                    Root(
                        "init",
                        "busybox",
                        $"{Chown}; mkdir /data/home; chown 2000:200 /m /data/home; chmod 700 /data/home; stat -c '%u %g' /data /m",
                        new("volumes/v", "/data"),
                        new PlanBind("volumes/m", "/m")
                    )
                )
                .Main(
                    Root(
                        "main",
                        "busybox.sif",
                        "stat -c '%u %g' /data /data/home; touch /own; chown 5:5 /own; su -s /bin/sh nobody -c 'id -u'"
                    ),
                    Root(
                        "part",
                        "busybox",
                        "stat -c '%u %g' /data; touch /data/x; chown 7 /data/x",
                        new PlanBind("volumes/v/home", "/data")
                    )
                )
        );

        job.EndsWith(0);

        Assert.Equal("1000 100\n2000 200\n", job.LogOf("init"));
        Assert.Equal("1000 100\n2000 200\n65534\n", job.LogOf("main"));
        Assert.Equal("2000 200\n", job.LogOf("part"));
        Assert.Equal("", Shell.Run("/usr/bin/find", [job.Folder, "/dev/shm", "(", "-uid", "+99999", "-o", "-gid", "+99999", ")"]).Output);
    }

    private const string FillsMemory =
        "mkdir /m/home; touch /m/home/x; chown -R 2000:200 /m/home; chmod 700 /m/home; touch /data/y; chown 7 /data/y; echo done";

    private RunnerJob WithMemory(string shell, string script) =>
        WithIds(
            shell,
            new RunnerPlan { EmptyDirs = ["v"], More = [("memorydirs", "1"), ("memorydir_1", "m")] }.Main(
                Root("main", "busybox", script, new("volumes/v", "/data"), new PlanBind("volumes/m", "/m"))
            )
        );

    /// <summary>What the kernel does when memory is short. The first shell has not chosen the way of root.</summary>
    [NeedsRootTheory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void When_the_worker_is_killed_all_is_the_jobs_users_again_too(string shell)
    {
        using var job = WithMemory(shell, FillsMemory + "; while :; do sleep 0.05; done");
        job.Until(it => it.LogOf("main") != "");
        var memory = File.ReadAllText(job.Folder + "/runner/memory").Trim();
        job.KillWorker();

        job.EndsWith(125);

        Assert.Equal("", Shell.Run("/usr/bin/find", [job.Folder, "(", "-uid", "+99999", "-o", "-gid", "+99999", ")"]).Output);
        Assert.False(Directory.Exists(memory));
    }

    /// <summary>Nobody has given its files back; only those ids can remove them.</summary>
    [NeedsRootTheory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void A_folder_in_memory_that_a_killed_job_has_left_is_swept_with_what_mapped_ids_own_in_it(string shell)
    {
        string memory;
        using (var lost = WithMemory(shell, FillsMemory + "; while :; do sleep 0.05; done"))
        {
            lost.Until(it => it.LogOf("main") != "");
            memory = File.ReadAllText(lost.Folder + "/runner/memory").Trim();
            lost.Kill();
        }

        using var next = WithMemory(shell, "true");
        next.EndsWith(0);

        Assert.False(Directory.Exists(memory));
    }

    /// <summary>Files of mapped ids would not be this user's.</summary>
    [NeedsRootTheory, ClassData(typeof(Shells))]
    public void With_such_ids_too_a_folder_is_prepared_for_a_container_that_is_not_root(string shell)
    {
        using var job = WithIds(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }
                .Init(Root("init", "busybox", $"{Chown} && chmod 700 /data"))
                .Main(Sh("user", "busybox", "echo mine >/data/z; stat -c '%u %g' /data/z") with { Options = User })
        );

        job.EndsWith(0);

        Assert.Equal("1000 100\n", job.LogOf("user"));
    }

    private PlanContainer Root(string name, string image, string script, params PlanBind[] binds)
    {
        var container = Sh(name, image, script) with { Options = ["--fakeroot"] };
        return binds.Length == 0 ? container : container with { Binds = binds };
    }

    private PlanContainer Sh(string name, string image, string script) =>
        new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script) { Binds = [new("volumes/v", "/data")] };

    private RunnerJob InPool(string shell, RunnerPlan plan) => new(shell, plan, prepare: null, Path.Combine(pool.Bin, "in-pool"));

    private RunnerJob WithIds(string shell, RunnerPlan plan) =>
        new(
            shell,
            plan,
            prepare: null,
            "bash",
            Path.Combine(AppContext.BaseDirectory, "with-ids.sh"),
            Path.Combine(pool.Bin, "..", "etc", "fstab")
        );
}

/// <summary>A test that gives a user ids; skipped, and said so, where this one may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsRootTheoryAttribute : TheoryAttribute
{
    public NeedsRootTheoryAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "only root gives a user ids of his own";
}
