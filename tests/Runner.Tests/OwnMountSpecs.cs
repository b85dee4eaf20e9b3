using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What the runner and Apptainer mount beside the pod's volumes, where a volume lies over it.</summary>
[Collection(PoolCollection.Name)]
public sealed class OwnMountSpecs(CondorPool pool)
{
    private static readonly (string, string)[] Names =
    [
        ("pod_hostname", "pod-1"),
        ("hosts_lines", "1"),
        ("hosts_line_1", "10.9.8.7 alias.example"),
        ("resolv_lines", "1"),
        ("resolv_line_1", "search a.example"),
        ("resolv_whole", "1"),
    ];

    public static TheoryData<string, string> ShellsAndImages => new() { { "dash", "busybox" }, { "bash", "busybox.sif" } };

    public static TheoryData<string, string, string> ShellsImagesAndModes
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var mode in (string[])["rw", "ro"])
            {
                all.Add("dash", "busybox", mode);
                all.Add("bash", "busybox.sif", mode);
            }
            return all;
        }
    }

    [Theory, MemberData(nameof(ShellsImagesAndModes))]
    public void A_volume_over_the_runners_own_places_is_what_the_container_sees_and_nothing_is_left_in_it(
        string shell,
        string image,
        string mode
    )
    {
        string[] places = ["/etc", "/var", "/dev", "/tmp", "/var/tmp", "/opt"];
        using var job = Run(
            shell,
            new RunnerPlan { Archive = "volumes.tar", More = Names }.Main([
                .. places.SelectMany(
                    (place, i) =>
                        new[]
                        {
                            Sh(
                                $"root-{i}",
                                image,
                                $"ls -A {place}; cat {place}/only; hostname",
                                new PlanBind($"volumes/v{i}", place, mode)
                            ),
                            Sh($"fixed-{i}", image, $"ls -A {place}", new PlanBind($"volumes/v{i}", place, mode))
                                .With("readonly", "1")
                                .With("message_path", $"{place}/last-words"),
                        }
                ),
            ]),
            folder =>
            {
                foreach (var i in Enumerable.Range(0, places.Length))
                {
                    Directory.CreateDirectory($"{folder}/volumes/v{i}");
                    File.WriteAllText($"{folder}/volumes/v{i}/only", "of the pod\n");
                }
                Compiled.Pack(folder);
            }
        );

        job.EndsWith(0);

        Assert.All(
            places.Index(),
            place =>
            {
                Assert.Equal("only\nof the pod\npod-1\n", job.LogOf($"root-{place.Index}"));
                Assert.Equal("only\n", job.LogOf($"fixed-{place.Index}"));
                var volume = $"{job.Folder}/volumes/v{place.Index}";
                Assert.Equal([volume + "/only"], Directory.GetFileSystemEntries(volume));
            }
        );
    }

    [Theory, MemberData(nameof(ShellsImagesAndModes))]
    public void Over_a_file_that_the_volume_has_the_pods_own_names_are_mounted_as_a_kubelet_does(string shell, string image, string mode)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Archive = "volumes.tar", More = Names }.Main(
                Sh(
                    "main",
                    image,
                    "tail -n 1 /etc/hosts; cat /etc/resolv.conf /etc/hostname /etc/other",
                    new PlanBind("volumes/v", "/etc", mode)
                ),
                Sh("other", image, "cat /v/hosts /v/resolv.conf /v/hostname", new PlanBind("volumes/v", "/v", mode))
            ),
            folder =>
            {
                Directory.CreateDirectory(folder + "/volumes/v");
                foreach (var name in (string[])["hosts", "resolv.conf", "hostname", "other"])
                    File.WriteAllText($"{folder}/volumes/v/{name}", $"own {name}\n");
                Compiled.Pack(folder);
            }
        );

        job.EndsWith(0);

        Assert.Equal("10.9.8.7 alias.example\nsearch a.example\npod-1\nown other\n", job.LogOf("main"));
        Assert.Equal("own hosts\nown resolv.conf\nown hostname\n", job.LogOf("other"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_link_in_the_volume_leads_none_of_them_elsewhere(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { EmptyDirs = ["v", "w"], More = Names }
                .Init(
                    Sh(
                        "init",
                        "busybox",
                        "cd /v; ln -s /w/target hosts; ln -s ../../../../../../tmp/x resolv.conf; mkdir hostname; echo kept >/w/target",
                        new("volumes/v", "/v"),
                        new PlanBind("volumes/w", "/w")
                    )
                )
                .Main(Sh("main", "busybox", "cat /w/target; ls -A /etc", new("volumes/v", "/etc"), new PlanBind("volumes/w", "/w")))
        );

        job.EndsWith(0);

        Assert.Equal("kept\nhostname\nhosts\nresolv.conf\n", job.LogOf("main"));
    }

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void A_message_in_a_volume_is_told_if_the_container_wrote_it_and_nothing_else_is_made_there(string shell, string image)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Archive = "volumes.tar" }
                .Init(Message("silent", image, "ls -A /v | wc -l"), Message("writes", image, "echo words >/v/d/last; ls -A /v"))
                .Main(
                    Message("later", image, "cat /v/d/last"),
                    Sh("part", image, "mkdir -p /p/deep; echo part >/p/deep/last", new PlanBind("volumes/v/p", "/p"))
                        .With("message_path", "/p/deep/last"),
                    Sh("file", image, "echo file >/own", new PlanBind("volumes/v/d/file", "/own")).With("message_path", "/own"),
                    Sh("read-only", image, "echo x >/c/last", new PlanBind("volumes/c", "/c", "ro")).With("message_path", "/c/last"),
                    Sh(
                            "long",
                            image,
                            "{ head -c 5000 /dev/zero | tr '\\0' x; echo end; } >/v/long; ln -s long /v/link; mkfifo /v/pipe",
                            new PlanBind("volumes/v", "/v")
                        )
                        .With("message_path", "/v/long"),
                    Sh("link", image, "until [ -e /v/pipe ]; do sleep 0.05; done", new PlanBind("volumes/v", "/v"))
                        .With("message_path", "/v/link"),
                    Sh("pipe", image, "until [ -e /v/pipe ]; do sleep 0.05; done", new PlanBind("volumes/v", "/v"))
                        .With("message_path", "/v/pipe")
                ),
            folder =>
            {
                Directory.CreateDirectory(folder + "/volumes/v/d");
                Directory.CreateDirectory(folder + "/volumes/c");
                File.WriteAllText(folder + "/volumes/v/d/file", "");
                Compiled.Pack(folder);
            }
        );
        job.End();

        Assert.Equal("1\n", job.LogOf("silent"));
        Assert.Equal(["start", "exit 0"], job.Story("silent"));
        Assert.Equal("d\n", job.LogOf("writes"));
        Assert.Equal(["start", "message words", "exit 0"], job.Story("writes"));
        Assert.Equal("words\n", job.LogOf("later"));
        Assert.Equal(["start", "exit 0"], job.Story("later"));
        Assert.Equal(["start", "message part", "exit 0"], job.Story("part"));
        Assert.Equal(["start", "message file", "exit 0"], job.Story("file"));
        Assert.Equal(["start", "exit 1"], job.Story("read-only"));
        Assert.Empty(Directory.GetFileSystemEntries(job.Folder + "/volumes/c"));
        Assert.EndsWith("xend", job.Story("long")[1], StringComparison.Ordinal);
        Assert.All((string[])["link", "pipe"], name => Assert.Equal(["start", "exit 0"], job.Story(name)));
    }

    /// <summary>The node's time zone, its folders, and what its apptainer.conf adds are no part of a pod.</summary>
    [Theory, MemberData(nameof(ShellsAndImages))]
    public void Of_the_node_a_container_has_the_names_and_nothing_else(string shell, string image)
    {
        const string ofTheKernel = "^/\\(dev\\|proc\\|sys\\)\\(/\\|$\\)\\|^/[.]";
        using var job = Run(
            shell,
            new RunnerPlan
            {
                CommandPrefix = """
                sed -e 's/^mount hostfs.*/mount hostfs = yes/' -e 's|^bind path = /etc/localtime|&\nbind path = /usr/share|' \
                    /etc/apptainer/apptainer.conf >site.conf
                export APPTAINER_CONFIG_FILE=$PWD/site.conf
                """,
            }.Main(Sh("main", image, $"cut -d' ' -f5 /proc/self/mountinfo | grep -v '{ofTheKernel}' | sort; cat /etc/hostname; date +%Z"))
        );

        Assert.True(job.End() == 0, job.ToString());

        var name = File.ReadAllText("/proc/sys/kernel/hostname");
        Assert.Equal(
            $"/\n/etc/group\n/etc/hostname\n/etc/hosts\n/etc/passwd\n/etc/resolv.conf\n/tmp\n/var/tmp\n{name}UTC\n",
            job.LogOf("main")
        );
    }

    private PlanContainer Sh(string name, string image, string script, params PlanBind[] binds) =>
        new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script) { Binds = binds };

    private PlanContainer Message(string name, string image, string script) =>
        Sh(name, image, script, new PlanBind("volumes/v", "/v")).With("message_path", "/v/d/last");

    private RunnerJob Run(string shell, RunnerPlan plan, Action<string>? prepare = null) =>
        new(shell, plan, prepare, Path.Combine(pool.Bin, "in-pool"));
}
