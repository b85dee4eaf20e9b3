using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Where images come from: registries, overrides, the node's own folders, and what is said when they do not come.</summary>
[Collection(BehaviourCollection.Name)]
public sealed class ImageSpecs(ImageSite site) : IClassFixture<ImageSite>
{
    private SidecarCalls Calls => site.Calls;

    [Fact]
    public async Task An_image_is_pulled_with_the_pods_own_pull_secret_whose_words_are_nowhere_to_be_read()
    {
        var pod = FromRegistry("private:1", "Always");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("from the registry\n", await Calls.LogsAsync(pod, "main"));
        Assert.DoesNotContain(Registry.Password, site.Sidecar.Printed, StringComparison.Ordinal);
        var job =
            site.Pool.Tool("condor_history", "-json", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"").Stdout
            + site.Pool.Tool("condor_q", "-json").Stdout;
        Assert.DoesNotContain(Registry.Password, job, StringComparison.Ordinal);
        var files = Directory
            .EnumerateFiles(Path.Combine(site.Sidecar.DataRoot, "jobs", pod.Uid))
            .Where(f => File.ReadAllText(f).Contains("auths", StringComparison.Ordinal));
        Assert.All(files.ToArray(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task An_image_by_digest_is_that_image()
    {
        var pod = FromRegistry($"private@{site.Registry.Image.Digest}", "IfNotPresent");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
    }

    [Fact]
    public async Task Without_the_right_to_pull_the_pod_waits_with_the_registrys_words_and_the_other_container_runs()
    {
        var pod = new PodBody()
            .Container("main", "true", c => c["image"] = $"docker://{site.Registry.Host}/private:2")
            .Container("other", "echo here; sleep 600");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the back-off", async () => (string?)(await WaitingAsync(pod))?["reason"] == "ImagePullBackOff");
        Assert.Matches(
            "(?i)could not fetch the image.*(unauthorized|authentication).* [(]try [1-9][)]; it is tried again in [0-9]+ s",
            (string?)(await WaitingAsync(pod))!["message"]
        );
        Assert.Equal("here\n", await Calls.LogsAsync(pod, "other"));
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_registry_that_is_away_for_a_while_is_waited_for()
    {
        site.Registry.IsAway = true;
        var pod = FromRegistry("late:1", "Always");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the first try to fail", async () => (string?)(await WaitingAsync(pod))?["reason"] == "ErrImagePull");
        Assert.Contains("503", (string?)(await WaitingAsync(pod))!["message"], StringComparison.Ordinal);
        site.Registry.IsAway = false;
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("from the registry\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task A_registry_whose_name_nobody_knows_is_waited_for_in_the_resolvers_words()
    {
        var pod = new PodBody().Container("main", "true", c => c["image"] = "docker://registry.invalid/a:1");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the back-off", async () => (string?)(await WaitingAsync(pod))?["reason"] == "ImagePullBackOff");
        Assert.Matches(
            "could not fetch the image.*lookup registry.invalid.* [(]try [1-9][)]; it is tried again in [0-9]+ s",
            (string?)(await WaitingAsync(pod))!["message"]
        );
        Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(pod));
        await Calls.DeleteAsync(pod);
    }

    private async Task<JsonNode?> WaitingAsync(PodBody pod) =>
        await Calls.StatusAsync(pod) is { } entry ? SidecarSpecs.State(entry, "main")["waiting"] : null;

    [Fact]
    public async Task A_missing_image_file_fails_with_the_tools_words()
    {
        var pod = new PodBody().Container("main", "true", c => c["image"] = "/no/such/image.sif");
        await Calls.CreateAsync(pod);
        Assert.NotEqual(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Contains("/no/such/image.sif", await MessageAsync(pod), StringComparison.Ordinal);
        // Nothing of it has run: where its log would be, the user sees why.
        Assert.Equal(await MessageAsync(pod) + "\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task What_is_in_the_cache_is_not_asked_for_again_IfNotPresent_and_Never_asks_for_nothing()
    {
        var first = FromRegistry("cached:1", "IfNotPresent");
        await Calls.CreateAsync(first);
        await Calls.UntilPhaseAsync(first, PodPhase.Succeeded);
        var second = FromRegistry("cached:1", "Never");
        await Calls.CreateAsync(second);
        await Calls.UntilPhaseAsync(second, PodPhase.Succeeded);
        var never = FromRegistry("not-cached:1", "Never");
        await Calls.CreateAsync(never);
        Assert.NotEqual(0, (await Calls.EndAsync(never))["main"]);
        Assert.Contains("ErrImageNeverPull", await MessageAsync(never), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sites_override_of_an_image_is_run_instead()
    {
        var pod = new PodBody().Container("main", "echo overridden", c => c["image"] = "registry.example/overridden:1");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
    }

    [Fact]
    public async Task An_image_with_nothing_but_one_program_runs_probes_and_all()
    {
        var root = Path.Combine(site.Open, "distroless");
        Directory.CreateDirectory(root);
        var program = Path.Combine(root, "busybox");
        File.Copy(Path.Combine(site.Pool.Images, "busybox", "bin", "busybox"), program);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        var pod = new PodBody()
            .Grace(1)
            .Container(
                "main",
                "",
                c =>
                {
                    c["image"] = root;
                    c["command"] = new JsonArray("/busybox", "env");
                    c["args"] = null;
                    c["env"] = JsonNode.Parse("""[{"name":"A","value":"$HOME 'q' \\"}]""");
                }
            )
            .Container(
                "probed",
                "",
                c =>
                {
                    c["image"] = root;
                    c["command"] = new JsonArray("/busybox", "sleep", "600");
                    c["args"] = null;
                    c["readinessProbe"] = JsonNode.Parse(
                        """{"exec":{"command":["/busybox","test","-e","/busybox"]},"periodSeconds":1,"timeoutSeconds":10}"""
                    );
                }
            );
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "the probe to succeed",
            async () => SidecarSpecs.State((await Calls.StatusAsync(pod))!, "probed")["running"] is not null
        );
        await Wait.UntilAsync(
            "the other one to end",
            async () => SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["terminated"] is not null
        );
        Assert.Contains("\nA=$HOME 'q' \\\n", "\n" + await Calls.LogsAsync(pod, "main"), StringComparison.Ordinal);
        await Calls.DeleteAsync(pod);
    }

    private PodBody FromRegistry(string image, string pull)
    {
        var login = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{Registry.User}:{Registry.Password}"));
        var config = new JsonObject { ["auths"] = new JsonObject { [site.Registry.Host] = new JsonObject { ["auth"] = login } } };
        return new PodBody()
            .Spec(s => s["imagePullSecrets"] = JsonNode.Parse("""[{"name":"pull"}]"""))
            .Volume("login", "secret", JsonNode.Parse("""{"secretName":"pull"}""")!)
            .Container(
                "main",
                "",
                c =>
                {
                    (c["image"], c["imagePullPolicy"], c["command"], c["args"]) = (
                        $"docker://{site.Registry.Host}/{image}",
                        pull,
                        null,
                        null
                    );
                    c["volumeMounts"] = JsonNode.Parse("""[{"name":"login","mountPath":"/login"}]""");
                }
            )
            .Content(
                "main",
                "secrets",
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "pull" },
                    ["type"] = "kubernetes.io/dockerconfigjson",
                    ["data"] = new JsonObject
                    {
                        [".dockerconfigjson"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(config.ToJsonString())),
                    },
                }
            );
    }

    private async Task<string> MessageAsync(PodBody pod) =>
        (string?)SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"] ?? "";
}

/// <summary>A site with a registry of its own, an image cache on the nodes and one override.</summary>
public class ImageSite(CondorPool pool) : SharedSidecar(pool)
{
    private Registry? _registry;

    internal Registry Registry => _registry!;

    protected override string Config =>
        $$"""
            ImageCacheFolder: {{Open}}/cache
            ImageOverrides: {"registry.example/overridden:1": {{Pool.Images}}/busybox}
            CommandPrefix: export APPTAINER_NOHTTPS=1
            """;

    public override async Task InitializeAsync()
    {
        _registry = await Registry.StartAsync(
            new OciImage(
                Path.Combine(Pool.Images, "busybox", "bin", "busybox"),
                new JsonObject
                {
                    ["Entrypoint"] = new JsonArray("/bin/echo"),
                    ["Cmd"] = new JsonArray("from the registry"),
                    ["Env"] = new JsonArray("PATH=/bin"),
                }
            )
        );
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Registry.DisposeAsync();
    }
}
