using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

[Collection(PoolCollection.Name)]
public sealed class VolumeSpecs(CondorPool pool)
{
    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void An_empty_folder_in_memory_is_shared_and_gone_at_the_end(string shell)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { More = [("memorydirs", "1"), ("memorydir_1", "mem")] }
                .Init(Mounts(Sh("init", "echo x >/m/file"), new PlanBind("volumes/mem", "/m")))
                .Main(Mounts(Sh("main", "df /m | tail -n 1 | cut -d' ' -f1; cat /m/file; ls /m"), new PlanBind("volumes/mem", "/m")))
        );
        // The file is there a moment before its line is.
        var noted = job.Folder + "/runner/memory";
        job.Until(_ => File.Exists(noted) && File.ReadAllText(noted).EndsWith('\n'));
        var folder = File.ReadAllText(noted).Trim();

        job.EndsWith(0);

        Assert.StartsWith("/dev/shm/htcondor-pod.", folder, StringComparison.Ordinal);
        Assert.Equal("tmpfs\nx\nfile\n", job.LogOf("main"));
        Assert.False(Directory.Exists(folder));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void What_a_killed_runner_left_in_memory_is_swept_by_the_next_and_what_a_living_one_has_is_not(string shell)
    {
        var plan = new RunnerPlan { More = [("memorydirs", "1"), ("memorydir_1", "mem")] }.Main(
            PlanContainer.Host("main", "sh", "-c", "while [ ! -e go ]; do sleep 0.05; done")
        );
        using var killed = new RunnerJob(shell, plan);
        using var living = new RunnerJob(shell, plan);
        string FolderOf(RunnerJob job) => File.ReadAllText(job.Until(it => it.Story("main").Count >= 1).Folder + "/runner/memory").Trim();
        var left = FolderOf(killed);
        var used = FolderOf(living);
        killed.Kill();

        using var next = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "true")));
        next.End();

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(used + "/mem"));
        living.Terminate().End();
        Assert.False(Directory.Exists(used));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_folder_of_the_node_is_mounted_when_it_is_below_its_root(string shell)
    {
        var node = Directory.CreateTempSubdirectory("ila-node.").FullName;
        Directory.CreateDirectory(node + "/open/real");
        File.WriteAllText(node + "/open/real/file", "of the node\n");
        File.CreateSymbolicLink(node + "/open/link", node + "/open/real");
        using var job = InPool(
            shell,
            new RunnerPlan
            {
                More =
                [
                    ("hostpaths", "2"),
                    .. HostPath(1, "plain", node + "/open/link", node + "/open", "Directory"),
                    .. HostPath(2, "made", node + "/open/new/deep", node + "/open", "DirectoryOrCreate"),
                ],
            }.Main(Mounts(Sh("main", "cat /p/file; echo x >/n/file"), new("volumes/plain", "/p", "ro"), new("volumes/made", "/n")))
        );

        job.EndsWith(0);

        Assert.Equal("of the node\n", job.LogOf("main"));
        Assert.True(File.Exists(node + "/open/new/deep/file"));
        TestFolder.Remove(node);
    }

    [Theory]
    [InlineData("dash", "link-out", "", "leads out of")]
    [InlineData("bash", "link-out", "", "leads out of")]
    [InlineData("dash", "link-out/new", "DirectoryOrCreate", "leads out of")]
    [InlineData("bash", "../closed", "", "leads out of")]
    [InlineData("dash", "missing", "", "is not there")]
    [InlineData("bash", "file", "Directory", "is not there, or no Directory")]
    [InlineData("dash", "file", "Socket", "is not there, or no Socket")]
    public void One_that_is_not_is_the_end_of_the_pod(string shell, string path, string type, string words)
    {
        var node = Directory.CreateTempSubdirectory("ila-node.").FullName;
        Directory.CreateDirectory(node + "/open");
        Directory.CreateDirectory(node + "/closed");
        File.WriteAllText(node + "/open/file", "");
        File.CreateSymbolicLink(node + "/open/link-out", node + "/closed");
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("hostpaths", "1"), .. HostPath(1, "v", node + "/open/" + path, node + "/open", type)] }.Main(
                PlanContainer.Host("main", "true")
            )
        );

        job.EndsWith(125);

        Assert.Contains(words, job.Story("-")[1], StringComparison.Ordinal);
        Assert.Empty(job.Told("main"));
        Assert.Empty(Directory.GetFileSystemEntries(node + "/closed"));
        TestFolder.Remove(node);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_link_in_a_volume_leads_no_mount_to_the_nodes_files(string shell)
    {
        var node = Directory.CreateTempSubdirectory("ila-node.").FullName;
        File.WriteAllText(node + "/secret", "of the node\n");
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }
                .Init(
                    Mounts(
                        Sh("init", $"ln -s {node} /v/out; ln -s real /v/in; mkdir /v/real; echo fine >/v/real/file"),
                        new PlanBind("volumes/v", "/v")
                    )
                )
                .Main(
                    Mounts(Sh("thief", "cat /m/secret"), new PlanBind("volumes/v/out", "/m")),
                    Mounts(Sh("deeper", "cat /m"), new PlanBind("volumes/v/out/secret", "/m")),
                    Mounts(Sh("writer", "true"), new PlanBind("volumes/v", "/v"), new PlanBind("volumes/v/real", "/v/out/new")),
                    Mounts(
                        Sh("good", "cat /m/file; ls -d /n"),
                        new PlanBind("volumes/v/in", "/m", "ro"),
                        new PlanBind("volumes/v/made/new", "/n")
                    )
                )
        );

        job.End();

        Assert.Equal(
            ["note the container could not be started: the mount /m would lead out of its volume (v/out)", "exit 128 StartError"],
            job.Story("thief")
        );
        Assert.Equal("exit 128 StartError", job.Story("deeper")[^1]);
        Assert.Equal(
            [
                "note the container could not be started: the mount /v/out/new would lie outside of the volume that it is in",
                "exit 128 StartError",
            ],
            job.Story("writer")
        );
        Assert.Equal("fine\n/n\n", job.LogOf("good"));
        Assert.True(Directory.Exists(job.Folder + "/volumes/v/made/new"));
        Assert.Equal([node + "/secret"], Directory.GetFileSystemEntries(node));
        TestFolder.Remove(node);
    }

    private static (string, string)[] HostPath(int i, string name, string path, string root, string type) =>
        [($"hostpath_{i}_name", name), ($"hostpath_{i}_path", path), ($"hostpath_{i}_root", root), ($"hostpath_{i}_type", type)];

    [Theory, ClassData(typeof(Shells))]
    public void A_part_of_a_volume_that_is_not_there_is_an_empty_folder_also_for_a_mount_that_is_read_only(string shell)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }.Main(
                Mounts(
                    Sh("main", "ls /m | wc -l; touch /m/x 2>/dev/null || echo read-only"),
                    new PlanBind("volumes/v/not/there", "/m", "ro")
                )
            )
        );

        job.EndsWith(0);
        Assert.Equal("0\nread-only\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Parts_of_a_volume_that_others_write_are_mounted_where_and_as_they_should(string shell)
    {
        using var job = InPool(
            shell,
            new RunnerPlan { EmptyDirs = ["v", "w"] }
                .Init(
                    Mounts(
                        Sh("init", "mkdir /v/real; echo one >/v/real/file; ln -s real /v/in; ln -s in/file /v/link; echo two >/w/file"),
                        new("volumes/v", "/v"),
                        new PlanBind("volumes/w", "/w")
                    )
                )
                .Main(
                    Mounts(
                        Sh("parts", $"cat /f /l /d/file; {Tries("/f /d/new")}; echo three >/r/more; touch /made/here"),
                        new("volumes/v/real/file", "/f", "ro"),
                        new("volumes/v/link", "/l"),
                        new("volumes/v/in", "/d", "ro"),
                        new("volumes/v/real", "/r"),
                        new PlanBind("volumes/v/not/there", "/made")
                    ),
                    Mounts(
                            Sh(
                                "nested",
                                $"cat /v/w/file /v/w/x/file /v/made/file; {Tries("/v/w/new /v/w/x/new /v/made/file")}; pwd; "
                                    + "echo last >/v/w/last"
                            ),
                            new("volumes/v", "/v"),
                            new("volumes/w", "/v/w"),
                            new("volumes/v/real", "/v/w/x", "ro"),
                            new PlanBind("volumes/w/file", "/v/made/file", "ro")
                        )
                        .With("message_path", "/v/w/last") with
                    {
                        WorkingDirectory = "/v/w/cwd/deep",
                    },
                    Mounts(Sh("in-part", "pwd; touch x"), new PlanBind("volumes/v/real", "/p")) with
                    {
                        WorkingDirectory = "/p/cwd",
                    }
                )
        );

        job.EndsWith(0);

        Assert.Equal("one\none\none\nread-only\nread-only\n", job.LogOf("parts"));
        Assert.Equal("two\none\ntwo\nread-only\nread-only\n/v/w/cwd/deep\n", job.LogOf("nested"));
        Assert.Contains("message last", job.Story("nested"));
        Assert.Equal("/p/cwd\n", job.LogOf("in-part"));
        string[] made = ["v/real/more", "v/not/there/here", "w/new", "w/cwd/deep", "v/real/cwd/x"];
        Assert.All(made, path => Assert.True(Path.Exists($"{job.Folder}/volumes/{path}"), path));
    }

    /// <summary>Where unshare is too old, or Apptainer is setuid and users have no namespaces.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_node_that_cannot_do_that_safely_does_not_do_it_and_mounts_all_else(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                Archive = "volumes.tar",
                CommandPrefix = """
                mkdir old
                printf '#!/bin/sh\ncase "$*" in *--map-user=*) exit 1 ;; esac\nexec %s "$@"\n' "$(command -v unshare)" >old/unshare
                chmod +x old/unshare
                PATH=$PWD/old:$PATH
                """,
            }.Main(
                Mounts(Sh("part", "true"), new PlanBind("volumes/v/part", "/m")),
                Mounts(Sh("nested", "true"), new("volumes/v", "/v"), new PlanBind("volumes/config", "/v/config", "ro")),
                Mounts(
                    Sh("whole", "cat /f /c/sub/file; touch /v/x"),
                    new("volumes/v", "/v"),
                    new("volumes/config/sub/file", "/f", "ro"),
                    new PlanBind("volumes/config", "/c", "ro")
                )
            ),
            folder =>
            {
                Directory.CreateDirectory(folder + "/volumes/config/sub");
                File.WriteAllText(folder + "/volumes/config/sub/file", "content\n");
                Compiled.Pack(folder);
            },
            Path.Combine(pool.Bin, "in-pool")
        );

        job.End();

        const string words =
            "note the container could not be started: this node cannot mount a part of a writable volume safely: "
            + "it needs user namespaces and unshare of util-linux 2.36";
        Assert.Equal([words, "exit 128 StartError"], job.Story("part"));
        Assert.Equal([words, "exit 128 StartError"], job.Story("nested"));
        Assert.Equal("content\ncontent\n", job.LogOf("whole"));
        Assert.Equal(["start", "exit 0"], job.Story("whole"));
    }

    private static string Tries(string files) => $"for x in {files}; do echo x 2>/dev/null >>$x || echo read-only; done";

    private static PlanContainer Mounts(PlanContainer container, params PlanBind[] binds) => container with { Binds = binds };

    private RunnerJob InPool(string shell, RunnerPlan plan) => new(shell, plan, prepare: null, Path.Combine(pool.Bin, "in-pool"));

    private PlanContainer Sh(string name, string script) => new(name, "exec", pool.Images + "/busybox", "sh", "-c", script);
}
