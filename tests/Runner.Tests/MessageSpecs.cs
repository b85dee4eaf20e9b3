using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

[Collection(PoolCollection.Name)]
public sealed class MessageSpecs(CondorPool pool)
{
    public static TheoryData<string, string> ShellsAndImages => new() { { "dash", "busybox" }, { "bash", "busybox.sif" } };

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void The_file_at_the_messages_path_is_told_before_the_exit(string shell, string image)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }.Main(
                Sh("usual", image, "printf 'why it\\nended é' >/dev/termination-log; exit 3").With("message_path", "/dev/termination-log"),
                Sh("elsewhere", image, "echo words >/opt/own/place").With("message_path", "/opt/own/place"),
                (Sh("in-volume", image, "echo words >/v/place") with { Binds = [new("volumes/v", "/v")] }).With("message_path", "/v/place"),
                Sh("long", image, "{ echo first; head -c 4096 /dev/zero | tr '\\0' x; } >/dev/termination-log")
                    .With("message_path", "/dev/termination-log"),
                Sh("none", image, "echo log").With("message_path", "/dev/termination-log")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        job.End();

        Assert.Equal(["start", "message why it\nended é", "exit 3"], job.Story("usual"));
        Assert.Equal(["start", "message words", "exit 0"], job.Story("elsewhere"));
        Assert.Equal(["start", "message words", "exit 0"], job.Story("in-volume"));
        Assert.Equal("message " + new string('x', 4096), job.Story("long")[1]);
        Assert.Equal(["start", "exit 0"], job.Story("none"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_end_of_the_log_stands_for_it_when_the_container_failed(string shell)
    {
        static PlanContainer Host(string name, string script) => PlanContainer.Host(name, "sh", "-c", script).With("message_from_log", "1");
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Host("failed", "seq 1 100; exit 3"),
                Host("wide", "head -c 3000000 /dev/zero | tr '\\0' x; exit 3"),
                Host("fine", "echo log"),
                Host("silent", "exit 4")
            )
        );

        job.EndsWith(4);

        Assert.Equal("message " + string.Join('\n', Enumerable.Range(21, 80)), job.Story("failed")[1]);
        Assert.Equal("message " + new string('x', 2048), job.Story("wide")[1]);
        Assert.Equal(["start", "exit 0"], job.Story("fine"));
        Assert.Equal(["start", "exit 4"], job.Story("silent"));
    }

    /// <summary>Nobody has looked yet at what is in the volume.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_container_that_is_refused_before_Apptainer_starts_has_left_no_message(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                EmptyDirs = ["v"],
                Apptainer = "./" + FakeApptainer.Name,
                CommandPrefix = "mkdir bin; ln -s /usr/bin/* /usr/sbin/* bin 2>/dev/null; rm bin/unshare; PATH=$PWD/bin",
            }
                .Init(PlanContainer.Host("init", "sh", "-c", "echo words of another one >volumes/v/message"))
                .Main(
                    new PlanContainer("main", "exec", "/x.sif", "true")
                    {
                        Binds = [new("volumes/v", "/v"), new("volumes/v/part", "/part")],
                    }.With("message_path", "/v/message")
                ),
            FakeApptainer.WriteTo
        );

        job.EndsWith(128);

        Assert.Equal(
            [
                "note the container could not be started: this node cannot mount a part of a writable volume safely: "
                    + "it needs user namespaces and unshare of util-linux 2.36",
                "exit 128 StartError",
            ],
            job.Story("main")
        );
        Assert.DoesNotContain("message_before", job.ToString(), StringComparison.Ordinal);
    }

    private PlanContainer Sh(string name, string image, string script) => new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script);
}
