using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Point 3 to 5: what a pod says is what its containers see, and what they do is what is told.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class PodToJobSpecs(SharedSidecar shared) : IClassFixture<SharedSidecar>
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_pod_runs_its_init_container_and_then_its_containers_and_tells_each_ones_log()
    {
        var pod = new PodBody()
            .Volume("shared", "emptyDir", new JsonObject())
            .Init("prepare", "echo prepared; echo from-init > /shared/file", Mount("shared", "/shared"))
            .Container("one", "echo out; echo err >&2; cat /shared/file", Mount("shared", "/shared"))
            .Container("two", "sleep 1; echo two");
        var job = await Calls.CreateAsync(pod);
        Assert.Matches(@"^\d+\.\d+$", job);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("prepared\n", await Calls.LogsAsync(pod, "prepare"));
        var one = await Calls.LogsAsync(pod, "one");
        Assert.Contains("out\n", one, StringComparison.Ordinal);
        Assert.Contains("err\n", one, StringComparison.Ordinal);
        Assert.Contains("from-init\n", one, StringComparison.Ordinal);
        Assert.Equal("two\n", await Calls.LogsAsync(pod, "two"));
    }

    [Fact]
    public async Task Three_containers_each_tell_their_own_exit_code()
    {
        var pod = new PodBody().Container("a", "exit 0").Container("b", "exit 3").Container("c", "exit 42");
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((0, 3, 42), (codes["a"], codes["b"], codes["c"]));
        Assert.Equal(PodPhase.Failed, await Calls.PhaseAsync(pod));
    }

    [Fact]
    public async Task A_failing_init_container_ends_the_pod_and_nothing_after_it_runs()
    {
        var pod = new PodBody()
            .Init("first", "exit 0")
            .Init("second", "echo no; exit 7")
            .Init("third", "echo never")
            .Container("main", "echo never");
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((0, 7), (codes["first"], codes["second"]));
        Assert.NotEqual(0, codes["third"]);
        Assert.NotEqual(0, codes["main"]);
        Assert.Equal(PodPhase.Failed, await Calls.PhaseAsync(pod));
        Assert.Empty(await Calls.LogsAsync(pod, "main"));
        Assert.Equal("no\n", await Calls.LogsAsync(pod, "second"));
    }

    [Fact]
    public async Task A_container_killed_by_a_signal_is_128_and_the_signal()
    {
        var pod = new PodBody().Container("main", Itself(9)).Container("other", Itself(11));
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((137, 139), (codes["main"], codes["other"]));
    }

    [Fact]
    public async Task A_command_that_is_not_in_the_image_fails_with_words_and_not_with_a_bare_255()
    {
        var pod = new PodBody().Container("main", "", c => c["command"] = new JsonArray("/no/such/program"));
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal(128, codes["main"]);
        var message = (string)SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"]!;
        Assert.Contains("/no/such/program", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_and_environment_arrive_byte_for_byte()
    {
        string[] nasty =
        [
            "a\nb",
            "it's \"quoted\"",
            "$(id) `id` ${HOME} \\",
            "*?[a-z]",
            "  two  blanks ",
            "grüße 🚀",
            "",
            "-n",
            "$$(Memory) $ENV(PATH)",
            "trailing\\",
        ];
        var pod = new PodBody().Container(
            "main",
            "",
            c =>
            {
                // "$$(" is how Kubernetes lets "$(" be written.
                var args = nasty.Select(text => text.Replace("$(", "$$(", StringComparison.Ordinal)).ToArray();
                c["command"] = new JsonArray(
                    "/bin/sh",
                    "-c",
                    "for a in \"$@\"; do printf '%s\\0' \"$a\"; done; printf '%s\\0' \"$NASTY0\" \"$NASTY1\" \"$NASTY2\" "
                        + "\"$NASTY3\" \"$NASTY4\" \"$NASTY5\" \"$NASTY6\" \"$NASTY7\" \"$NASTY8\" \"$NASTY9\"",
                    "sh"
                );
                c["args"] = new JsonArray([.. args.Select(a => (JsonNode)a)]);
                c["env"] = new JsonArray([.. nasty.Select((value, i) => new JsonObject { ["name"] = $"NASTY{i}", ["value"] = value })]);
            }
        );
        await Calls.CreateAsync(pod);
        Assert.Equal(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal(
            nasty.Concat(nasty),
            Encoding.UTF8.GetString(await Calls.LogBytesAsync(pod, "main")).TrimEnd('\0').Split('\0').ToArray(),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Variables_are_expanded_in_command_and_arguments_as_Kubernetes_does()
    {
        var pod = new PodBody().Container(
            "main",
            "",
            c =>
            {
                c["command"] = new JsonArray("/bin/echo");
                c["args"] = new JsonArray("$(A)-$(NOPE)-$$(A)");
                c["env"] = new JsonArray(new JsonObject { ["name"] = "A", ["value"] = "x y" });
            }
        );
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("x y-$(NOPE)-$(A)\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task ConfigMaps_secrets_and_projected_volumes_are_mounted_read_only_with_their_modes()
    {
        var pod = new PodBody()
            .Volume(
                "cm",
                "configMap",
                new JsonObject
                {
                    ["name"] = "settings",
                    ["items"] = new JsonArray(
                        new JsonObject
                        {
                            ["key"] = "a.txt",
                            ["path"] = "deep/a.txt",
                            ["mode"] = 256,
                        },
                        new JsonObject { ["key"] = "b.bin", ["path"] = "b.bin" }
                    ),
                }
            )
            .Volume("sec", "secret", new JsonObject { ["secretName"] = "password", ["defaultMode"] = 256 })
            .Volume("token", "projected", new JsonObject { ["sources"] = new JsonArray(), ["defaultMode"] = 420 })
            .Container(
                "main",
                "cat /cm/deep/a.txt; od -An -tx1 /cm/b.bin; stat -Lc %a /cm/deep/a.txt /sec/word; cat /sec/word /token/ns; "
                    + "touch /cm/x 2>/dev/null && echo writable",
                Mount(("cm", "/cm", true), ("sec", "/sec", true), ("token", "/token", true))
            )
            .Content(
                "main",
                "configMaps",
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "settings" },
                    ["data"] = new JsonObject { ["a.txt"] = "line\n" },
                    ["binaryData"] = new JsonObject { ["b.bin"] = "AAEC/w==" },
                }
            )
            .Content(
                "main",
                "secrets",
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "password" },
                    ["data"] = new JsonObject { ["word"] = Convert.ToBase64String("s3cret-canary\n"u8) },
                }
            )
            .Content(
                "main",
                "projectedvolumemaps",
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "token" },
                    ["data"] = new JsonObject { ["ns"] = "default\n" },
                }
            );
        await Calls.CreateAsync(pod);
        await Calls.EndAsync(pod);
        Assert.Equal("line\n 00 01 02 ff\n400\n400\ns3cret-canary\ndefault\n", await Calls.LogsAsync(pod, "main"));
        Assert.DoesNotContain("s3cret-canary", shared.Sidecar.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_image_runs_the_script_without_a_container()
    {
        var pod = new PodBody().Container("main", "echo on the host; test ! -e /.singularity.d; echo $?", c => c["image"] = "host");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("on the host\n0\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task A_working_directory_is_the_containers_own()
    {
        var pod = new PodBody().Container("main", "pwd", c => c["workingDir"] = "/usr");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("/usr\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task Requests_become_whole_cpus_and_MiB()
    {
        var pod = new PodBody().Container(
            "main",
            "sleep 600",
            c => c["resources"] = JsonNode.Parse("""{"requests":{"cpu":"1500m","memory":"100M"}}""")
        );
        await Calls.CreateAsync(pod);
        var ad = shared.Pool.Tool(
            "condor_q",
            "-allusers",
            "-constraint",
            $"InterLinkPodUid == \"{pod.Uid}\"",
            "-af",
            "RequestCpus",
            "RequestMemory"
        );
        Assert.Equal("2 96", ad.Stdout.Trim());
        await Calls.DeleteAsync(pod);
    }

    /// <summary>Kubernetes makes one dollar of two in args.</summary>
    private static string Itself(int signal) => $"kill -{signal} $$$$";

    private static Action<JsonObject> Mount(string volume, string path) => Mount((volume, path, false));

    private static Action<JsonObject> Mount(params (string Volume, string Path, bool ReadOnly)[] mounts) =>
        c =>
            c["volumeMounts"] = new JsonArray([
                .. mounts.Select(m => new JsonObject
                {
                    ["name"] = m.Volume,
                    ["mountPath"] = m.Path,
                    ["readOnly"] = m.ReadOnly,
                }),
            ]);
}
