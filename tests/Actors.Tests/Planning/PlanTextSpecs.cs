using System.Text.RegularExpressions;
using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PlanTextSpecs
{
    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 30)]
    public void Arguments_and_env_arrive_in_the_runners_shell_byte_for_byte(
        HostileText argument,
        HostileText value,
        HostileText prefix,
        bool inBash
    )
    {
        var escaped = argument.Value.Replace("$", "$$", StringComparison.Ordinal);
        var secret = value.Value.Replace("$(", "$ (", StringComparison.Ordinal);
        var pod = Of(Container() with { Command = ["printf", escaped], Args = ["", "$(V)"], Env = [new EnvVar("V", secret)] });
        var plan = Content(Planned(pod, Site with { CommandPrefix = prefix.Value }), "plan");
        Assert.Equal(
            ["printf", argument.Value, "", secret, "V=" + secret, prefix.Value],
            RealShell.Sourced(
                inBash ? "bash" : "dash",
                plan,
                ["c1_arg_1", "c1_arg_2", "c1_arg_3", "c1_arg_4", "c1_env_1", "command_prefix"]
            )
        );
    }

    [Fact]
    public void It_holds_the_sites_time_for_an_image_in_milliseconds() =>
        Assert.Equal(["90000"], Sourced(Planned(Of(Container()), Site with { ImagePull = TimeSpan.FromMinutes(1.5) }), "pull_ms"));

    /// <summary>A pod that uses all of it, and the table of docs/runner-stream.md.</summary>
    [Fact]
    public void It_holds_the_variables_of_the_contract_and_no_others()
    {
        var probe = new ProbeSpec(new HttpHandler(null, "h", "1", "/", [new("A", "b")])) { TerminationGracePeriodSeconds = 1 };
        var pod = Of(
            Container("one") with
            {
                Env = [new("A", "1")],
                WorkingDir = "/w/",
                Stdin = true,
                Limits = new Dictionary<string, string> { ["ephemeral-storage"] = "1Gi" },
                Mounts = [new("work", "/w", null, false), new("soft", "/c", null, true)],
                StartupProbe = probe,
                LivenessProbe = probe,
                ReadinessProbe = new ProbeSpec(new ExecHandler(["a"])),
                PostStart = new TcpHandler(null, "1"),
                PreStop = new SleepHandler(1),
            }
        ) with
        {
            InitContainers =
            [
                Container("prepare") with
                {
                    Image = "/images/a.sif",
                },
                Container("script") with
                {
                    Image = "host",
                    Command = ["bash"],
                    Args = ["echo a"],
                },
            ],
            Volumes =
            [
                new EmptyDirVolume("work", SizeLimit: "1Mi"),
                new EmptyDirVolume("fast", InMemory: true),
                new HostPathVolume("soft", "/cvmfs/x", "Directory"),
            ],
            HostAliases = [new("10.0.0.1", ["x"])],
            Dns = new DnsSpec(null, ["10.0.0.1"], [], []),
        };
        var names = System
            .Text.Encoding.UTF8.GetString(
                Content(
                    Planned(
                        pod with
                        {
                            Containers =
                            [
                                pod.Containers[0] with
                                {
                                    Mounts = [.. pod.Containers[0].Mounts, new("fast", "/f", null, false)],
                                },
                            ],
                        },
                        Site with
                        {
                            SingularityDefaultOptions = ["--nv"],
                            AllowedImagePaths = ["/images"],
                            RootIds = RootIds.Single,
                        }
                    ),
                    "plan"
                ).Span
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => General(line.Split('=')[0]))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Documented().Order(StringComparer.Ordinal), names);
    }

    /// <summary>c2_env_1 is one of cK_env_1; the three probes and two hooks are described once.</summary>
    private static string General(string name) =>
        Regex.Replace(
            Regex.Replace(Regex.Replace(name, "^c[0-9]+_", "cK_"), "_[0-9]+", "_1"),
            "^cK_(startup|readiness|liveness|poststart|prestop)_.*",
            "cK_$1_*"
        );

    private static HashSet<string> Documented()
    {
        var rows = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "runner-stream.md"))
            .SkipWhile(line => !line.StartsWith("| variable", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        var names = new HashSet<string>();
        foreach (var first in rows.Where(row => !row.Contains("| for tests:", StringComparison.Ordinal)).Select(row => row.Split('|')[1]))
        {
            var holder = "";
            foreach (Match word in Regex.Matches(first, "`([^`]+)`"))
            {
                // `hostpath_1_name` `_path`: the same thing's other members.
                var name = word.Groups[1].Value;
                if (name.StartsWith('_'))
                    name = holder + name;
                else
                    holder = name[..Math.Max(0, name.LastIndexOf('_'))];
                names.Add(name);
            }
        }
        return names;
    }
}
