using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

[Collection(PoolCollection.Name)]
public sealed class MeshSpecs(CondorPool pool)
{
    /// <summary>As the one that interLink sends: it leaves the folder, ends at the first error, and runs its arguments, unquoted, in
    /// namespaces.</summary>
    private const string Mesh = """
        cat <<'EOFMESH' >$TMPDIR/mesh.sh
        #!/bin/bash
        set -e
        echo "mesh chatter"
        cd /tmp
        cat >$TMPDIR/inner.sh <<EOS
        ip link set lo up 2>/dev/null
        $@
        EOS
        unshare --user --map-root-user --net --mount bash $TMPDIR/inner.sh
        EOFMESH
        chmod +x $TMPDIR/mesh.sh
        """;

    [Theory, ClassData(typeof(Shells))]
    public void All_containers_run_under_the_mesh_script_that_pre_exec_leaves(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("pre_exec", Mesh + "\nexport FROM_PRE=$POD_IP"), ("pod_ip", "10.1.2.3")] }
                .Init(PlanContainer.Host("init", "sh", "-c", "echo $FROM_PRE; readlink /proc/self/ns/net >init"))
                .Main(
                    PlanContainer.Host("host", "sh", "-c", "readlink /proc/self/ns/net; exit 3"),
                    new PlanContainer(
                        "inside",
                        "exec",
                        pool.Images + "/busybox",
                        "sh",
                        "-c",
                        "readlink /proc/self/ns/net; echo x >/x; touch /tmp/x; exit 4"
                    )
                ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        job.EndsWith(4);

        Assert.Equal("10.1.2.3\n", job.LogOf("init"));
        var network = File.ReadAllText(job.Folder + "/init");
        Assert.NotEqual(Shell.Run("readlink", ["/proc/self/ns/net"]).Stdout, network);
        Assert.Equal(network, job.LogOf("host"));
        Assert.Equal(network, job.LogOf("inside"));
        Assert.DoesNotContain("mesh chatter", System.Text.Encoding.UTF8.GetString(job.Bytes), StringComparison.Ordinal);
        Assert.Single(ParsedFrame.AllIn(job.Bytes), frame => frame.Kind == "end");
    }

    [Theory, ClassData(typeof(Shells))]
    public void Told_to_stop_the_containers_in_the_mesh_hear_it(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20, More = [("pre_exec", Mesh)] }.Main(
                PlanContainer.Host("main", "sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done")
            )
        );
        job.Until(it => it.LogOf("main") != "").Terminate();

        job.EndsWith(7);

        Assert.Equal("end 7 Stopped", job.Story("-")[^1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_mesh_script_that_does_not_run_the_pod_is_told_with_its_last_words(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("pre_exec", "echo 'set -e; echo no wireguard here; exit 5' >$TMPDIR/mesh.sh")] }.Main(
                PlanContainer.Host("main", "true")
            )
        );

        job.EndsWith(125);

        Assert.Contains("no wireguard here", job.Story("-")[1], StringComparison.Ordinal);
        Assert.Empty(job.Told("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Pre_exec_without_a_mesh_is_run_after_the_prefix_and_can_disturb_nothing(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                CommandPrefix = "export STEPS=prefix",
                More =
                [
                    ("deadline", ""),
                    (
                        "pre_exec",
                        "export STEPS=$STEPS,pre; sleep 1000 & set -- a b; c1_arg_3=nothing deadline=0 containers_main=9 "
                            + "clock=x last=7 running=1\nfalse"
                    ),
                ],
            }.Main(PlanContainer.Host("main", "sh", "-c", "echo $STEPS"))
        );

        job.EndsWith(0);

        Assert.Equal("prefix,pre\n", job.LogOf("main"));
        Assert.StartsWith("note the pod's pre-exec ended with 1", job.Story("-")[1], StringComparison.Ordinal);
    }
}
