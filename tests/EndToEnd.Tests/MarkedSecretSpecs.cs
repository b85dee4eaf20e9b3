using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// Marked words stand in every place of a pod where a secret may stand, and are looked for wherever somebody else could read them, while
/// the pod runs and after it: the sidecar's log at Debug, its refusals and answers, explain, the journal, the job's ad, the scheduler's
/// logs, the job's output, files of other modes than 0600, and the processes of the node.
/// </summary>
/// <remarks>
/// What is meant to hold them, and nothing else may: the plan, the archive of volumes and the registry's login, in the job's folder here
/// (0600) and in its sandbox on the node; the environment of the container's processes and of Apptainer, which makes the container
/// (readable by the job's user alone); and, of arguments and commands, the command line of what
/// is run: that is what a command line is, in Kubernetes too.
/// </remarks>
[Collection(BehaviourCollection.Name)]
public sealed class MarkedSecretSpecs(MarkedSite site) : IClassFixture<MarkedSite>
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] MayHold = ["plan", "volumes.tar", "registry-auth.json"];

    /// <summary>Programs that make a container: they carry its variables in.</summary>
    private static readonly string[] Apptainers = ["apptainer", "starter", "starter-suid", "singularity", "Apptainer runtim", "appinit"];

    private SidecarCalls Calls => site.Calls;

    [Fact]
    public async Task A_marked_secret_is_nowhere_but_where_it_is_meant_to_be()
    {
        using var asked = new Silence();
        var gate = site.Gate();
        var pod = MarkedPod.Of(
            $"docker://{site.Registry.Host}/private:1",
            site.Registry.Host,
            asked.Port,
            $"{gate.IsWaitedFor}; echo said; echo complained >&2"
        );
        site.MountOpenToo(pod);
        using var watch = new NodeWatch([.. MarkedPod.Hidden, MarkedPod.Argument]);
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the probes to have been tried", async () => asked.Heard > 2 && await Calls.StatusAsync(pod) is not null);
        NowhereIn("the files of the sidecar, while the pod runs", HeldWide(site.Sidecar.Folder));
        var job = site.Pool.Tool("condor_q", "-allusers", "-long").Stdout;
        Assert.Contains(pod.Uid, job, StringComparison.Ordinal);
        var status = (await Calls.StatusOfAllAsync(pod)).ToJsonString();

        gate.Open();
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("said\ncomplained\n", await Calls.LogsAsync(pod, "main"));

        Nowhere("the job's ad", job, MarkedPod.Argument);
        Nowhere("the job's ad in the history", site.Pool.Tool("condor_history", "-long").Stdout, MarkedPod.Argument);
        Nowhere(
            "the status",
            status + (await Calls.StatusOfAllAsync(pod)).ToJsonString() + (await Calls.PostAsync("/status", "[]")).Body,
            MarkedPod.Argument
        );
        NowhereIn("the files of the sidecar", HeldWide(site.Sidecar.Folder));
        NowhereIn("the journal", Holders(Directory.EnumerateFiles(site.Sidecar.DataRoot, "journal*"), MarkedPod.Argument));
        NowhereIn("what the job wrote", Holders(Directory.EnumerateFiles(site.JobFolder(pod), "*.std*"), MarkedPod.Argument));
        Nowhere("the sidecar's log", site.Sidecar.Printed, MarkedPod.Argument);
        await Wait.UntilAsync(
            "the log of the create",
            () => Task.FromResult(site.Sidecar.Printed.Contains("POST /create: 200", StringComparison.Ordinal))
        );
        InTheNodesProcesses(watch);

        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync("the pod's files to go", () => Task.FromResult(!Directory.Exists(site.JobFolder(pod))));
        NowhereIn("any file of the sidecar, after the pod", Holders(Everything(site.Sidecar.Folder), MarkedPod.Argument));
        NowhereIn("any file of the scheduler, after the pod", Holders(Everything(Path.Combine(site.Pool.Folder)), MarkedPod.Argument));
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_refusal_and_what_is_explained_hold_none_of_a_pods_secrets(string field, string value)
    {
        var body = JsonNode.Parse(MarkedPod.Of("docker://r.example.org/a:1", "r.example.org", 1, "true").Json)!;
        Put(body, field, MarkedPod.Filled(value));
        foreach (var path in (string[])["/create", "/explain"])
        {
            var (code, answer) = await Calls.PostAsync(path, body.ToJsonString());
            Assert.True(code is HttpStatusCode.BadRequest || (path == "/explain" && code is HttpStatusCode.OK), $"{code} {answer}");
            Nowhere($"the answer of {path}", answer);
        }
        Nowhere("the sidecar's log", site.Sidecar.Printed, MarkedPod.Argument);
    }

    /// <summary>Faults beside, or in, what holds a secret.</summary>
    public static TheoryData<string, string> Spoiled =>
        new()
        {
            { "pod.spec.containers.0.env.0.name", "\"A=B\"" },
            { "pod.spec.containers.0.env.0.name", "\"\"" },
            { "pod.spec.containers.0.env.1.value", """{"x":"@variable"}""" },
            { "pod.spec.containers.0.env.1.value", """ "@variable\u0000" """ },
            { "pod.spec.containers.0.volumeMounts.1.subPathExpr", "\"../$(PASSWORD)\"" },
            { "pod.spec.containers.0.volumeMounts.1.subPathExpr", "\"/$(URL)\"" },
            { "pod.spec.containers.0.volumeMounts.1.subPathExpr", "\"$(NONE)/$(PASSWORD)\"" },
            { "pod.spec.containers.0.readinessProbe.httpGet.httpHeaders.0.name", "\"not a name\"" },
            { "pod.spec.containers.0.readinessProbe.httpGet.httpHeaders.0.value", """ "@header\nX: y" """ },
            { "pod.spec.containers.0.readinessProbe.httpGet.port", "\"none\"" },
            { "pod.spec.volumes.1.secret.items", """[{"key":"none","path":"p"}]""" },
            { "pod.spec.volumes.1.secret.items", """[{"key":"k","path":"../p"}]""" },
            { "container.0.secrets.0.data.k", "\"@secret is not base64!\"" },
            { "container.0.secrets.0.data.k", "[\"@secret\"]" },
            { "container.0.configMaps.0.data.k", "[\"@configmap\"]" },
            { "container.0.projectedvolumemaps.0.data", """{"../x":"@token"}""" },
            { "container.0.projectedvolumemaps.0.data.token", """{"@token":1}""" },
        };

    [Fact]
    public async Task What_is_explained_of_the_pod_itself_shows_sizes_instead_of_its_secrets()
    {
        var (code, answer) = await Calls.PostAsync("/explain", MarkedPod.Of("docker://r.example.org/a:1", "r.example.org", 1, "true").Json);
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Null(JsonNode.Parse(answer)!["refusal"]);
        Nowhere("the answer", answer);

        var manifest = Path.Combine(site.Sidecar.Folder, "marked.yaml");
        await File.WriteAllTextAsync(
            manifest,
            $$$"""
            {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: "{{{MarkedPod.Secret}}}"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              containers:
              - {name: c, image: i, args: ["--password=$(K)"], volumeMounts: [{name: v, mountPath: /v}],
                 env: [{name: K, valueFrom: {secretKeyRef: {name: s, key: k } } }, {name: L, value: "{{{MarkedPod.Variable}}}"}]}
              volumes: [{name: v, secret: {secretName: s}}]
            """
        );
        var explained = Shell.Run(
            Sidecar.Program,
            ["explain", "-f", manifest, "--config", Path.Combine(site.Sidecar.Folder, "SidecarConfig.yaml")],
            site.Pool.Environment
        );
        File.Delete(manifest);
        Assert.True(explained.ExitCode == 0, explained.Output);
        Nowhere("the output of explain", explained.Output);
    }

    private static void InTheNodesProcesses(NodeWatch watch)
    {
        Assert.Contains("curl", watch.Programs);
        Assert.True(watch.Rounds > 10, $"{watch.Rounds} rounds");
        Assert.True(watch.KnowsNode, "nothing of the node was seen");
        Assert.Contains("timeout", watch.Programs);
        Assert.Contains(
            watch.Seen,
            seen => seen is { Place: "environment" } && seen.Word == MarkedPod.Variable && watch.IsInContainer(seen)
        );
        var wrong = watch.Seen.Where(seen =>
            seen switch
            {
                // Apptainer hands the command line on to itself in its environment.
                { Place: "command line" } => seen.Word != MarkedPod.Argument,
                _ => !(seen.Word == MarkedPod.Variable || seen.Word == MarkedPod.Argument)
                    || !(watch.IsInContainer(seen) || Apptainers.Contains(seen.Program)),
            }
        );
        Assert.Empty(wrong);
    }

    private static void Nowhere(string place, string text, params string[] more)
    {
        foreach (var word in MarkedPod.Hidden.Concat(more))
            Assert.False(text.Contains(word, StringComparison.Ordinal), $"{place} holds {word}: {Around(text, word)}");
    }

    private static void NowhereIn(string place, List<string> files) =>
        Assert.True(files.Count == 0, $"{place}: {string.Join(", ", files)}");

    /// <summary>Files with a marked word that are not meant to hold it, or that others may read.</summary>
    private static List<string> HeldWide(string folder) =>
        [
            .. Holders(Everything(folder), MarkedPod.Argument)
                .Where(file => !MayHold.Contains(Path.GetFileName(file)) || (File.GetUnixFileMode(file) & ~OwnersAlone) != 0),
        ];

    private static List<string> Holders(IEnumerable<string> files, params string[] more)
    {
        byte[][] words = [.. MarkedPod.Hidden.Concat(more).Select(Encoding.UTF8.GetBytes)];
        return [.. files.Where(file => Bytes(file) is { } bytes && words.Any(word => bytes.AsSpan().IndexOf(word) >= 0))];
    }

    private static IEnumerable<string> Everything(string folder) =>
        Directory.EnumerateFiles(
            folder,
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
            }
        );

    /// <summary>Null: gone, or larger than anything that is written here (an image).</summary>
    private static byte[]? Bytes(string file)
    {
        try
        {
            return new FileInfo(file) is { Length: > 0 and < 64 << 20 } ? File.ReadAllBytes(file) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Around(string text, string word) =>
        text[Math.Max(0, text.IndexOf(word, StringComparison.Ordinal) - 200)..][..Math.Min(300, text.Length)];

    private static void Put(JsonNode body, string field, string value)
    {
        var steps = field.Split('.');
        var at = steps[..^1].Aggregate(body, (node, step) => int.TryParse(step, out var number) ? node[number]! : node[step]!);
        at[steps[^1]] = JsonNode.Parse(value);
    }

    /// <summary>Takes connections and answers nothing: whoever asks waits until its own time is over, and can be looked at.</summary>
    private sealed class Silence : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _heard = [];

        public Silence()
        {
            _listener.Start();
            _ = TakeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public int Heard
        {
            get
            {
                lock (_heard)
                    return _heard.Count;
            }
        }

        public void Dispose()
        {
            _listener.Stop();
            lock (_heard)
                foreach (var client in _heard)
                    client.Dispose();
        }

        private async Task TakeAsync()
        {
            try
            {
                while (await _listener.AcceptTcpClientAsync() is { } client)
                    lock (_heard)
                        _heard.Add(client);
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}

/// <summary>The site with a registry, and a sidecar that says all that it says at Debug.</summary>
public sealed class MarkedSite(CondorPool pool) : ImageSite(pool)
{
    protected override string Config => base.Config + "\nLogLevel: Debug";

    internal void MountOpenToo(PodBody pod) =>
        pod.Volume("open", "hostPath", new JsonObject { ["path"] = Open })
            .InEvery(c => c["volumeMounts"]!.AsArray().Add(new JsonObject { ["name"] = "open", ["mountPath"] = Open }));
}
