using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What the site's configuration and a pod's annotations make of a job.</summary>
[Collection(BehaviourCollection.Name)]
public sealed class SitePolicySpecs(PolicySite site) : IClassFixture<PolicySite>
{
    private SidecarCalls Calls => site.Calls;

    [Fact]
    public async Task A_claim_that_the_site_knows_is_its_folder_and_another_is_refused_in_words()
    {
        Directory.CreateDirectory(Path.Combine(site.Open, "claim"));
        await File.WriteAllTextAsync(Path.Combine(site.Open, "claim", "data"), "of the claim\n");
        var known = new PodBody()
            .Volume("data", "persistentVolumeClaim", JsonNode.Parse("""{"claimName":"results"}""")!)
            .Container("main", "cat /data/data", Mount("data", "/data"));
        await Calls.CreateAsync(known);
        await Calls.UntilPhaseAsync(known, PodPhase.Succeeded);
        Assert.Equal("of the claim\n", await Calls.LogsAsync(known, "main"));
        await RefusedAsync(
            new PodBody()
                .Volume("data", "persistentVolumeClaim", JsonNode.Parse("""{"claimName":"other"}""")!)
                .Container("main", "true", Mount("data", "/data")),
            "pvc/default/other"
        );
    }

    [Fact]
    public async Task A_hostPath_is_mounted_below_allowed_folders_only_and_a_link_does_not_lead_out_of_them()
    {
        await File.WriteAllTextAsync(Path.Combine(site.Open, "file"), "allowed\n");
        File.CreateSymbolicLink(Path.Combine(site.Open, "out"), "/etc");
        var allowed = new PodBody().Volume("h", "hostPath", HostPath("file", "File")).Container("main", "cat /h", Mount("h", "/h"));
        var made = new PodBody()
            .Volume("h", "hostPath", HostPath("new/folder", "DirectoryOrCreate"))
            .Container("main", "echo x > /h/x", Mount("h", "/h"));
        var linked = new PodBody()
            .Volume("h", "hostPath", HostPath("out", "Directory"))
            .Container("main", "cat /h/passwd", Mount("h", "/h"));
        foreach (var pod in (PodBody[])[allowed, made, linked])
            await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(allowed, PodPhase.Succeeded);
        await Calls.UntilPhaseAsync(made, PodPhase.Succeeded);
        Assert.Equal("allowed\n", await Calls.LogsAsync(allowed, "main"));
        Assert.True(File.Exists(Path.Combine(site.Open, "new", "folder", "x")));
        Assert.NotEqual(0, (await Calls.EndAsync(linked))["main"]);
        Assert.DoesNotContain("root:", await Calls.LogsAsync(linked, "main"), StringComparison.Ordinal);
        await RefusedAsync(
            new PodBody().Volume("h", "hostPath", JsonNode.Parse("""{"path":"/etc"}""")!).Container("main", "true", Mount("h", "/h")),
            "spec.volumes[0].hostPath"
        );
    }

    [Fact]
    public async Task Flavors_and_submit_commands_are_in_the_job()
    {
        var pod = new PodBody()
            .Annotation("htcondor-job.vk.io/flavor", "large")
            .Annotation("htcondor-job.vk.io/priority", "7")
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Memory > 1 && (Arch =!= \"none\")")
            .Annotation("htcondor-job.vk.io/wall-time", "90m")
            .Container(
                "main",
                "sleep 600",
                c =>
                    c["resources"] = JsonNode.Parse(
                        """{"requests":{"memory":"256Mi","ephemeral-storage":"2Gi"},"limits":{"example.com/licence":"2"}}"""
                    )
            );
        await Calls.CreateAsync(pod);
        Assert.Equal(
            "3 256 2097152 7 physics.pool 2 90",
            Job(pod, "RequestCpus", "RequestMemory", "RequestDisk", "JobPrio", "AccountingGroup", "RequestLicences", "MaxWallTimeMins")
        );
        Assert.Contains(
            "TARGET.Memory > 1",
            site.Pool.Tool("condor_q", "-allusers", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"", "-af:r", "Requirements").Stdout,
            StringComparison.Ordinal
        );
        await Calls.DeleteAsync(pod);
        await RefusedAsync(new PodBody().Annotation("htcondor-job.vk.io/flavor", "huge").Container("main", "true"), "large");
        await RefusedAsync(
            new PodBody().Annotation("htcondor-job.vk.io/requirements", "true) || (true").Container("main", "true"),
            "requirements"
        );
        await RefusedAsync(new PodBody().Annotation("htcondor-job.vk.io/rank", "1").Container("main", "true"), "rank");
        await RefusedAsync(
            new PodBody().Container("main", "true", c => c["resources"] = JsonNode.Parse("""{"limits":{"example.com/unknown":"1"}}""")),
            "example.com/unknown"
        );
    }

    [Fact]
    public async Task Users_and_hosts_are_what_the_pod_says()
    {
        var pod = new PodBody()
            .Spec(s => s["hostAliases"] = JsonNode.Parse("""[{"ip":"10.9.8.7","hostnames":["alias.test","other.test"]}]"""))
            .Spec(s => s["hostname"] = "named")
            .Spec(s => s["securityContext"] = JsonNode.Parse("""{"runAsUser":2000,"runAsGroup":3000}"""))
            .Container(
                "main",
                "id -u; id -g; hostname; grep alias.test /etc/hosts; touch /here 2>/dev/null || echo read-only",
                c => c["securityContext"] = JsonNode.Parse("""{"readOnlyRootFilesystem":true}""")
            );
        await Calls.CreateAsync(pod);
        await Calls.EndAsync(pod);
        var log = await Calls.LogsAsync(pod, "main");
        Assert.Matches(@"\A2000\n3000\nnamed\n10\.9\.8\.7\s+alias\.test\s+other\.test\nread-only\n\z", log);
    }

    /// <summary>As controllers make pods that keep a home folder, with a volume over a place of the runner's own.</summary>
    [Fact]
    public async Task Root_prepares_a_volume_for_the_user_of_the_container_that_reads_an_open_input()
    {
        static Action<JsonObject> As(string user, string path) =>
            c =>
            {
                Mount("data", path)(c);
                c["stdin"] = true;
                c["securityContext"] = JsonNode.Parse(user);
            };
        var pod = new PodBody()
            .Volume("data", "emptyDir", new JsonObject())
            .Init("prepare", "mkdir /data/home; chown -R 1000:100 /data && chmod -R 700 /data", As("""{"runAsUser":0}""", "/data"))
            .Container(
                "main",
                "echo mine >/var/home/file; stat -c '%u %g' /var/home/file; ls -A /var; (timeout 1 cat; echo $?) 2>/dev/null",
                As("""{"runAsUser":1000,"runAsGroup":100}""", "/var")
            );
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("1000 100\nhome\n143\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task What_is_not_honoured_is_said_in_the_status_and_in_the_log()
    {
        var pod = new PodBody()
            .Annotation("htcondor-job.vk.io/flavour", "x")
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
            .Spec(s => s["hostPID"] = true)
            .Container("main", "exit 0", c => c["tty"] = true);
        await Calls.CreateAsync(pod);
        var message = (string)SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["waiting"]!["message"]!;
        foreach (var word in (string[])["spec.hostPID", "spec.containers[0].tty", "flavor"])
        {
            Assert.Contains(word, message, StringComparison.Ordinal);
            await Wait.UntilAsync(word, () => Task.FromResult(site.Sidecar.Printed.Contains(word, StringComparison.Ordinal)));
        }
        await Calls.DeleteAsync(pod);
    }

    [Fact]
    public async Task A_log_longer_than_the_site_keeps_says_what_was_dropped_and_shows_its_end()
    {
        var pod = new PodBody().Container("main", "seq 1000001 2000000");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        var log = await Calls.LogsAsync(pod, "main");
        Assert.StartsWith("1000001\n1000002\n", log, StringComparison.Ordinal);
        Assert.Matches(@"\n\[[0-9]+ bytes were dropped here: [a-z ]+\]\n[0-9]{7}\n", log);
        Assert.EndsWith("\n1999999\n2000000\n", log, StringComparison.Ordinal);
        Assert.InRange(log.Length, 7 << 17, 1 << 20);
    }

    [Fact]
    public async Task The_mesh_script_inside_pre_exec_runs_the_pod_in_its_network()
    {
        // The form of the Virtual Kubelet's own template, with a user's text glued to its end.
        const string Mesh = """
            cat <<'EOFMESH' > $TMPDIR/mesh.sh
            #!/bin/bash
            set -e
            echo "=== noise that must not reach the stream ==="
            unshare --user --map-root-user --net --mount $TMPDIR/inner.sh "$@" &
            wait $!
            EOFMESH
            printf '#!/bin/bash\n$@\n' > $TMPDIR/inner.sh; chmod +x $TMPDIR/inner.sh; echo "$POD_IP" > OUT
            """;
        var address = Path.Combine(site.Open, "address");
        var pod = new PodBody()
            .Annotation("slurm-job.vk.io/pre-exec", Mesh.Replace("OUT", address, StringComparison.Ordinal))
            .Annotation("interlink.eu/pod-ip", "10.1.2.3")
            .Container("main", "grep -c : /proc/net/dev; exit 3");
        await Calls.CreateAsync(pod);
        Assert.Equal(3, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal("1", (await Calls.LogsAsync(pod, "main")).Trim());
        Assert.Equal("10.1.2.3\n", await File.ReadAllTextAsync(address));
    }

    [Fact]
    public async Task A_container_that_is_not_offloaded_follows_the_pod()
    {
        var pod = new PodBody()
            .Annotation("interlink.eu/disable-offload-containers", "elsewhere")
            .Container("main", "echo up; sleep 1")
            .Container("elsewhere", "echo this must not run here");
        await Calls.CreateAsync(pod);
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((0, 0), (codes["main"], codes["elsewhere"]));
        Assert.Empty(await Calls.LogsAsync(pod, "elsewhere"));
        Assert.Equal(PodPhase.Succeeded, await Calls.PhaseAsync(pod));
    }

    [Fact]
    public async Task A_tcp_probe_finds_an_open_port_and_a_grpc_probe_is_refused()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var pod = new PodBody()
            .Grace(1)
            .Container(
                "main",
                "sleep 600",
                c => c["startupProbe"] = JsonNode.Parse($$"""{"tcpSocket":{"port":{{port}}},"periodSeconds":1,"timeoutSeconds":10}""")
            );
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Calls.DeleteAsync(pod);
        await RefusedAsync(
            new PodBody().Container("main", "true", c => c["livenessProbe"] = JsonNode.Parse("""{"grpc":{"port":1}}""")),
            "grpc"
        );
    }

    private async Task RefusedAsync(PodBody pod, string word)
    {
        var (code, body) = await Calls.PostAsync("/create", pod.Json);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Contains(word, Assert.Single(body.Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(site.Sidecar.DataRoot, "jobs", pod.Uid)));
    }

    private string Job(PodBody pod, params string[] attributes) =>
        site.Pool.Tool("condor_q", ["-allusers", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"", "-af", .. attributes]).Stdout.Trim();

    private JsonObject HostPath(string below, string type) => new JsonObject { ["path"] = Path.Combine(site.Open, below), ["type"] = type };

    private static Action<JsonObject> Mount(string volume, string path) =>
        c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = volume, ["mountPath"] = path });
}

/// <summary>A site with flavors, claims and submit commands of its own.</summary>
public sealed class PolicySite(CondorPool pool) : SharedSidecar(pool)
{
    protected override string Config =>
        $$"""
            MaxLogMiB: 1
            VolumeFolders: {pvc/default/results: {{Open}}/claim}
            ExtendedResources: {example.com/licence: Licences}
            AllowedSubmitCommands: [priority, requirements, accounting_group]
            Flavors:
              - Name: large
                Cpus: 3
                MemoryMiB: 4096
                SubmitCommands: {accounting_group: physics}
            """;
}
