using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What a pod's life holds beyond start and end, on a file system shared with the execute node and on one that is not.</summary>
public abstract class BehaviourSpecs(SharedSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_container_that_fails_is_started_again_OnFailure_and_its_earlier_end_and_log_are_kept()
    {
        var pod = new PodBody()
            .Spec(s => s["restartPolicy"] = "OnFailure")
            .Volume("keep", "emptyDir", new JsonObject())
            .Container(
                "main",
                "if [ -e /keep/once ]; then echo second; exit 0; fi; touch /keep/once; echo first; exit 5",
                Mount("keep", "/keep")
            );
        await Calls.CreateAsync(pod);
        var waiting = await Wait.ForAsync(
            "the back-off",
            async () =>
                Status(await Calls.StatusAsync(pod)) is { } s
                && s["state"]!["waiting"] is { } w
                && (string)w["reason"]! == "CrashLoopBackOff"
                    ? s
                    : null
        );
        Assert.Equal(5, (int)waiting["lastState"]!["terminated"]!["exitCode"]!);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        var ended = Status(await Calls.StatusAsync(pod))!;
        Assert.Equal((1, 5), ((int)ended["restartCount"]!, (int)ended["lastState"]!["terminated"]!["exitCode"]!));
        Assert.Equal("second\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal("first\n", await Calls.PreviousLogAsync(pod, "main"));
    }

    [Fact]
    public async Task With_restartPolicy_Always_a_success_is_started_again_too_until_the_pod_is_deleted()
    {
        var pod = new PodBody()
            .Spec(s => s["restartPolicy"] = "Always")
            .Volume("keep", "emptyDir", new JsonObject())
            .Container(
                "main",
                "if [ -e /keep/once ]; then echo second; sleep 600; fi; touch /keep/once; echo first",
                Mount("keep", "/keep")
            );
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "the second run",
            async () => Status(await Calls.StatusAsync(pod)) is { } s && (int)s["restartCount"]! == 1 && s["state"]!["running"] is not null
        );
        Assert.Equal(0, (int)Status(await Calls.StatusAsync(pod))!["lastState"]!["terminated"]!["exitCode"]!);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_sidecar_init_container_runs_beside_the_containers_and_does_not_hold_the_pods_end()
    {
        var pod = new PodBody()
            .Volume("shared", "emptyDir", new JsonObject())
            .Init(
                "helper",
                "trap 'echo told to stop; exit 4' TERM; while :; do date >> /shared/beats; sleep 0.2; done",
                c =>
                {
                    Mount("shared", "/shared")(c);
                    c["restartPolicy"] = "Always";
                }
            )
            .Init("after", "until [ -e /shared/beats ]; do sleep 0.1; done; echo the helper beats", Mount("shared", "/shared"))
            .Container(
                "main",
                "n=$(wc -l < /shared/beats); until [ $(wc -l < /shared/beats) -gt $n ]; do sleep 0.1; done; echo still beating; sleep 3",
                Mount("shared", "/shared")
            );
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(("the helper beats\n", "still beating\n"), (await Calls.LogsAsync(pod, "after"), await Calls.LogsAsync(pod, "main")));
        Assert.EndsWith("told to stop\n", await Calls.LogsAsync(pod, "helper"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_past_its_deadline_is_stopped_and_failed_in_words_even_if_it_ends_politely()
    {
        var pod = new PodBody()
            .Spec(s => s["activeDeadlineSeconds"] = 3)
            .Container("main", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done");
        await Calls.CreateAsync(pod);
        Assert.NotEqual(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal(PodPhase.Failed, await Calls.PhaseAsync(pod));
        Assert.Contains("activeDeadlineSeconds", Ended(await Calls.StatusAsync(pod)), StringComparison.Ordinal);
        Assert.Equal("up\nbye\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task A_failing_liveness_probe_ends_the_container_and_its_restartPolicy_starts_it_again()
    {
        var pod = new PodBody()
            .Grace(1)
            .Spec(s => s["restartPolicy"] = "OnFailure")
            .Volume("keep", "emptyDir", new JsonObject())
            .Container(
                "main",
                "if [ -e /keep/once ]; then echo well; exit 0; fi; touch /keep/once; touch /tmp/well; sleep 1; rm /tmp/well; sleep 600",
                c =>
                {
                    Mount("keep", "/keep")(c);
                    c["livenessProbe"] = JsonNode.Parse(
                        """{"exec":{"command":["cat","/tmp/well"]},"periodSeconds":1,"timeoutSeconds":10,"failureThreshold":2}"""
                    );
                }
            );
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "the kill to be told",
            async () =>
                Status(await Calls.StatusAsync(pod))?["lastState"]?["terminated"]?["message"] is { } m
                && ((string)m!).Contains("iveness probe failed", StringComparison.Ordinal)
        );
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, (int)Status(await Calls.StatusAsync(pod))!["restartCount"]!);
    }

    [Fact]
    public async Task A_container_is_waiting_until_its_readiness_probe_inside_it_succeeds()
    {
        var gate = shared.Gate();
        var pod = new PodBody()
            .Grace(1)
            .Container(
                "main",
                "sleep 600",
                c =>
                    c["readinessProbe"] = JsonNode.Parse(
                        $$"""{"exec":{"command":["/bin/sh","-c","test -e {{gate.File}}"]},"periodSeconds":1,"timeoutSeconds":10}"""
                    )
            );
        shared.MountOpen(pod);
        await Calls.CreateAsync(pod);
        await Calls.UntilWaitingAsync(pod, "ContainerNotReady");
        gate.Open();
        await Wait.UntilAsync("it to run", async () => Status(await Calls.StatusAsync(pod))!["state"]!["running"] is not null);
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task The_termination_message_is_what_the_container_wrote_or_the_end_of_its_log()
    {
        var pod = new PodBody()
            .Container("file", "printf 'the reason: {\"a\": 1}' > /dev/termination-log; exit 3")
            .Container("own", "echo from a file of its own > /tmp/message; exit 0", c => c["terminationMessagePath"] = "/tmp/message")
            .Container("log", "echo the last line; exit 4", c => c["terminationMessagePolicy"] = "FallbackToLogsOnError");
        await Calls.CreateAsync(pod);
        await Calls.EndAsync(pod);
        var status = await Calls.StatusAsync(pod);
        Assert.Equal(
            ("the reason: {\"a\": 1}", "from a file of its own\n", "the last line\n"),
            (Ended(status, "file"), Ended(status, "own"), Ended(status, "log"))
        );
    }

    [Fact]
    public async Task A_postStart_hook_that_fails_ends_the_container_with_words()
    {
        var pod = new PodBody()
            .Grace(1)
            .Container(
                "main",
                "sleep 600",
                c => c["lifecycle"] = JsonNode.Parse("""{"postStart":{"exec":{"command":["/bin/sh","-c","exit 9"]}}}""")
            );
        await Calls.CreateAsync(pod);
        Assert.NotEqual(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Contains("postStart", Ended(await Calls.StatusAsync(pod)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_volume_arrives_by_md5_and_mode()
    {
        var pod = new PodBody()
            .Volume(
                "cm",
                "configMap",
                JsonNode.Parse(
                    """{"name":"data","defaultMode":288,"items":[{"key":"dotted.key.txt","path":"a/b/c.txt","mode":384},"""
                        + """{"key":"bin","path":"bin"}]}"""
                )!
            )
            .Volume("again", "configMap", JsonNode.Parse("""{"name":"data"}""")!)
            .Volume("none", "configMap", JsonNode.Parse("""{"name":"not-there","optional":true}""")!)
            .Volume("sec", "secret", JsonNode.Parse("""{"secretName":"data","defaultMode":256}""")!)
            .Volume("pro", "projected", JsonNode.Parse("""{"sources":[],"defaultMode":420}""")!)
            .Volume("mem", "emptyDir", JsonNode.Parse("""{"medium":"Memory","sizeLimit":"16Mi"}""")!)
            .Volume("dir", "emptyDir", JsonNode.Parse("""{"sizeLimit":"1Gi"}""")!)
            .Container(
                "main",
                "md5sum /cm/a/b/c.txt /cm/bin /one /sec/key /pro/deep/file | cut -d' ' -f1; stat -Lc %a /cm/a/b/c.txt /cm/bin "
                    + "/one /sec/key /pro/deep/file; ls /none | wc -l; stat -f -c %T /mem; echo x > /mem/x && echo x > "
                    + "/dir/here/x && ls /dir/here; touch /one 2>/dev/null && echo writable; touch /again/y 2>/dev/null && echo writable",
                c =>
                {
                    c["env"] = JsonNode.Parse("""[{"name":"WHERE","value":"here"}]""");
                    c["volumeMounts"] = JsonNode.Parse(
                        """
                        [{"name":"cm","mountPath":"/cm"},{"name":"again","mountPath":"/one","subPath":"dotted.key.txt"},{"name":"again",
                        "mountPath":"/again"},{"name":"none","mountPath":"/none"},
                         {"name":"sec","mountPath":"/sec"},{"name":"pro","mountPath":"/pro"},{"name":"mem","mountPath":"/mem"},
                         {"name":"dir","mountPath":"/dir/here","subPathExpr":"$(WHERE)"}]
                        """
                    );
                }
            )
            .Content(
                "main",
                "configMaps",
                JsonNode.Parse("""{"metadata":{"name":"data"},"data":{"dotted.key.txt":"text\n"},"binaryData":{"bin":"AAEC/w=="}}""")!
            )
            .Content("main", "secrets", JsonNode.Parse("""{"metadata":{"name":"data"},"data":{"key":"AAEC/w=="}}""")!)
            .Content("main", "projectedvolumemaps", JsonNode.Parse("""{"metadata":{"name":"pro"},"data":{"deep/file":"text\n"}}""")!);
        await Calls.CreateAsync(pod);
        await Calls.EndAsync(pod);
        var (text, binary) = (Md5.Of("text\n"u8.ToArray()), Md5.Of([0, 1, 2, 255]));
        var log = (await Calls.LogsAsync(pod, "main")).Split('\n');
        Assert.Equal([text, binary, text, binary, text, "600", "440", "644", "400", "644", "0", "tmpfs", "x", ""], log);
    }

    [Fact]
    public async Task A_job_script_is_run_as_the_jobs_body_and_its_exit_code_is_the_pods()
    {
        var pod = new PodBody()
            .Init("init", "echo never")
            .Container("main", "echo never")
            .Container("other", "echo never")
            .Beside("jobScript", "#!/bin/bash -e\necho \"from the script: ${BASH_VERSION:+bash}\"\nexit 6\n");
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((6, 6), (codes["main"], codes["other"]));
        Assert.Equal("from the script: bash\n", await Calls.LogsAsync(pod, "main"));
    }

    protected static Action<JsonObject> Mount(string volume, string path) =>
        c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = volume, ["mountPath"] = path });

    private static JsonNode? Status(JsonNode? pod, string container = "main") =>
        pod?["containers"]!.AsArray().Single(c => (string?)c!["name"] == container);

    private static string Ended(JsonNode? pod, string container = "main") =>
        (string?)Status(pod, container)!["state"]!["terminated"]!["message"] ?? "";
}
