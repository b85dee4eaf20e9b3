using System.Globalization;
using HtcondorActors.TestPool;
using Xunit.Abstractions;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// The kind of CVE-2017-1002101: one container exchanges a folder of a volume with a link to the node's files without a pause. Others start
/// again and again with mounts, mount points, working directories and messages that lead over that name, or to a file that comes and goes.
/// The environment variable HTCONDORACTORS_RACE_STARTS=2000 makes it long.
/// </summary>
[Collection(PoolCollection.Name)]
public sealed class SubPathRaceSpecs(CondorPool pool, ITestOutputHelper output) : IDisposable
{
    private static readonly int Starts = int.Parse(
        Environment.GetEnvironmentVariable("HTCONDORACTORS_RACE_STARTS") ?? "45",
        CultureInfo.InvariantCulture
    );

    private static readonly string[] Victims =
    [
        "folder",
        "memory",
        "file",
        "gone-1",
        "gone-2",
        "gone-3",
        "missing",
        "place",
        "file-place",
        "working",
        "message",
        "host",
        "host-part",
        "host-whole",
    ];

    private readonly string _node = Directory.CreateTempSubdirectory("ila-node.").FullName;

    [Theory, ClassData(typeof(Shells))]
    public void Nothing_of_the_node_is_mounted_or_made_while_a_container_exchanges_folders_for_links(string shell)
    {
        var closed = _node + "/closed";
        Directory.CreateDirectory(closed + "/main");
        Directory.CreateDirectory(closed + "/b");
        Directory.CreateDirectory(_node + "/open/a/b");
        foreach (var file in (string[])["/file", "/main/secret", "/b/secret"])
            File.WriteAllText(closed + file, "of the node\n");
        File.CreateSymbolicLink(_node + "/open/link", closed);
        var before = Listing();

        const string look = "[ ! -e /m/secret ] || echo ESCAPE; touch /m/written";
        const string lookAtFile = "! grep -q node /f || echo ESCAPE; echo written >>/f";
        PlanContainer Victim(string name, string script, params PlanBind[] binds) => Sh(name, script, binds).With("restart", "always");
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                Archive = "volumes.tar",
                EmptyDirs = ["v", "w"],
                More =
                [
                    ("backoff_ms", "1"),
                    ("memorydirs", "1"),
                    ("memorydir_1", "mem"),
                    ("hostpaths", "2"),
                    ("hostpath_1_name", "open"),
                    ("hostpath_1_path", _node + "/open"),
                    ("hostpath_1_root", _node + "/open"),
                    ("hostpath_2_name", "deep"),
                    ("hostpath_2_path", _node + "/open/a/b"),
                    ("hostpath_2_root", _node + "/open"),
                ],
            }
                .Init(
                    Sh(
                        "init",
                        $"for x in /v /mem; do mkdir -p $x/d/main; echo fine >$x/d/file; ln -s {closed} $x/link; done",
                        new("volumes/v", "/v"),
                        new PlanBind("volumes/mem", "/mem")
                    )
                )
                .Main(
                    Sh(
                        "swaps",
                        $"exec /cm/swap /v/d /v/link /mem/d /mem/link /open/a /open/link /v/g @{closed}/file",
                        new("volumes/cm", "/cm", "ro"),
                        new("volumes/v", "/v"),
                        new("volumes/mem", "/mem"),
                        new("volumes/open", "/open")
                    ),
                    Victim("folder", look, new PlanBind("volumes/v/d/main", "/m")),
                    Victim("memory", look, new PlanBind("volumes/mem/d/main", "/m")),
                    Victim("file", "grep -q fine /f || echo ESCAPE; echo fine >/f", new PlanBind("volumes/v/d/file", "/f")),
                    Victim("gone-1", lookAtFile, new PlanBind("volumes/v/g", "/f")),
                    Victim("gone-2", lookAtFile, new PlanBind("volumes/v/g", "/f")),
                    Victim("gone-3", lookAtFile, new PlanBind("volumes/v/g", "/f")),
                    Victim("missing", look, new PlanBind("volumes/v/d/made/new", "/m")),
                    Victim("place", look, new("volumes/v", "/v"), new PlanBind("volumes/w", "/v/d/place")),
                    Victim("file-place", look, new("volumes/v", "/v"), new PlanBind("volumes/cm/swap", "/v/d/swap", "ro")),
                    Victim("working", look, new PlanBind("volumes/v", "/v")) with
                    {
                        WorkingDirectory = "/v/d/cwd",
                    },
                    Victim("message", "echo words >/v/d/message", new PlanBind("volumes/v", "/v")).With("message_path", "/v/d/message"),
                    Victim("host", look, new PlanBind("volumes/deep", "/m")),
                    Victim("host-part", look, new PlanBind("volumes/deep/part", "/m")),
                    Victim("host-whole", look, new PlanBind("volumes/open/a/b", "/m"))
                ),
            folder =>
            {
                Compiled.Write("swap.c", folder + "/volumes/cm/swap", "-static");
                Compiled.Pack(folder);
            },
            Path.Combine(pool.Bin, "in-pool")
        );
        // Seven starts of one victim may all be lucky: it goes on until one was refused and one was not.
        const string refusal = "note the container could not be started: the mount /m would lead out of its volume (v/d/main)";
        bool IsMixed(RunnerJob it) => it.Story("folder").Contains(refusal) && it.Story("folder").Contains("exit 0");
        job.Until(it => Victims.Sum(name => Exits(it, name).Count) >= Starts && IsMixed(it), TimeSpan.FromSeconds(60 + Starts)).Terminate();
        job.End();

        foreach (var name in Victims)
        {
            var exits = Exits(job, name);
            var notes = job.Story(name).Where(line => line.StartsWith("note", StringComparison.Ordinal)).Distinct();
            output.WriteLine($"{shell} {name}: {exits.Count} starts, {exits.Count(IsRefusal)} refused: {string.Join("; ", notes.Take(4))}");
        }
        List<string> all = [.. Victims.SelectMany(name => Exits(job, name))];
        output.WriteLine($"{shell}: {all.Count} starts, {all.Count(IsRefusal)} refused");
        Assert.All(Victims, name => Assert.DoesNotContain("ESCAPE", job.LogOf(name), StringComparison.Ordinal));
        Assert.Equal(before, Listing());
        Assert.Contains(refusal, job.Story("folder"));
        Assert.Contains("exit 0", job.Story("folder"));
    }

    public void Dispose() => TestFolder.Remove(_node);

    private string Listing() =>
        Shell.Run("/bin/sh", ["-c", "cd \"$1\"/closed && find . -type f -exec cat {} + && find . | sort", "sh", _node]).Output;

    private static List<string> Exits(RunnerJob job, string name) =>
        [.. job.Story(name).Where(line => line.StartsWith("exit", StringComparison.Ordinal))];

    private static bool IsRefusal(string exit) => exit.StartsWith("exit 128", StringComparison.Ordinal);

    private PlanContainer Sh(string name, string script, params PlanBind[] binds) =>
        new(name, "exec", pool.Images + "/busybox", "sh", "-c", script) { Binds = binds };
}
