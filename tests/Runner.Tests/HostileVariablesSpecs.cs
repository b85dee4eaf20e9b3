using System.Net;
using System.Net.Sockets;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// A pod brings a library and scripts in a volume and names them in its variables, or its image does. The container may load them; no
/// program of the node may.
/// </summary>
[Collection(PoolCollection.Name)]
public sealed class HostileVariablesSpecs(CondorPool pool) : IDisposable
{
    private const string Forever = "while :; do sleep 0.05; done";

    /// <summary>Makes nsenter one of before util-linux 2.40, as on Debian 12 and Red Hat 9.</summary>
    private const string OldNsenter = """
        mkdir old
        real=$(command -v nsenter)
        printf '#!/bin/sh\n[ "$1" != --help ] || { %s --help | grep -v -e --env; exit; }\nexec %s "$@"\n' "$real" "$real" >old/nsenter
        chmod +x old/nsenter
        PATH=$PWD/old:$PATH
        """;

    private static readonly string[] Attackers = ["relative", "absolute", "of-image"];

    private readonly string _marks = Directory.CreateTempSubdirectory("ila-marks.").FullName;

    public static TheoryData<string, string> ShellsAndNsenters =>
        new()
        {
            { "dash", "" },
            { "bash", "" },
            { "dash", OldNsenter },
            { "bash", OldNsenter },
        };

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void No_program_of_the_node_loads_what_the_pods_variables_name(string shell, string prefix)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var plan = new RunnerPlan
        {
            Grace = 20,
            CommandPrefix = prefix,
            EmptyDirs = ["v"],
            Archive = "volumes.tar",
        }.Main(
            Attacks("relative", "volumes/cm/x.so", pool.Images + "/busybox", port) with
            {
                Environment = ["LD_PRELOAD=volumes/cm/x.so", "LD_AUDIT=volumes/cm/x.so"],
            },
            Attacks("absolute", "FOLDER/volumes/cm/x.so", pool.Images + "/busybox.sif", port) with
            {
                Environment =
                [
                    "LD_PRELOAD=FOLDER/volumes/cm/x.so",
                    "PATH=FOLDER/volumes/cm/bin:/bin:/usr/bin",
                    "IFS=/",
                    "CDPATH=/",
                    "LC_ALL=xx",
                    "BASH_ENV=FOLDER/volumes/cm/rc",
                    "ENV=FOLDER/volumes/cm/rc",
                    "GCONV_PATH=FOLDER/volumes/cm",
                    "LOCPATH=FOLDER/volumes/cm",
                    "LD_LIBRARY_PATH=FOLDER/volumes/cm",
                ],
            },
            Attacks("of-image", "FOLDER/volumes/cm/x.so", "FOLDER/image", port)
        );
        using var job = new RunnerJob(shell, plan, Prepare, Path.Combine(pool.Bin, "in-pool"));
        job.Until(it => Attackers.All(name => it.Story(name).Contains("ready"))).Terminate();
        job.End();

        Assert.Empty(Marks());
        Assert.All(Attackers, name => Assert.True(File.Exists($"{job.Folder}/volumes/v/{name}.began"), name));
        Assert.Equal(
            ["volumes/cm/x.so\n", $"{job.Folder}/volumes/cm/x.so\n", $"{job.Folder}/volumes/cm/x.so\n"],
            Attackers.Select(name => File.ReadAllText($"{job.Folder}/volumes/v/{name}.ended"))
        );
    }

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void Without_a_container_only_the_pods_own_programs_load_it(string shell, string prefix)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = prefix, Archive = "volumes.tar" }.Main(
                (
                    PlanContainer.Host("main", "sleep", "1000") with
                    {
                        Environment = ["LD_PRELOAD=FOLDER/volumes/cm/x.so", "BASH_ENV=FOLDER/volumes/cm/rc"],
                    }
                )
                    .Probe("readiness", "exec")
                    .Command("readiness", "true")
                    .With("prestop_type", "exec")
                    .Command("prestop", "true")
            ),
            Prepare
        );
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        Assert.Equal(["sleep", "true"], Marks().Select(mark => Path.GetFileName(mark.Split(' ')[0])).Distinct().Order());
    }

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void An_image_without_a_shell_has_its_variables_in_a_probe_where_the_node_can_do_that_and_else_none(string shell, string prefix)
    {
        var isOld = prefix != "";
        var probe = $"""
            echo x >>/v/asked
            [ "$OWN" = "{(isOld ? "" : "s3cret")}" ]; code=$?
            [ "$(/busybox wc -l </v/asked)" -ge 3 ] && exit $code
            """;
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = prefix, EmptyDirs = ["v"] }.Main(
                (
                    new PlanContainer("main", "exec", "FOLDER/bare", "/busybox", "sleep", "1000") with
                    {
                        Environment = ["OWN=s3cret"],
                        Binds = [new("volumes/v", "/v")],
                    }
                )
                    .Probe("readiness", "exec", failure: 100)
                    .Command("readiness", "/busybox", "sh", "-c", probe)
            ),
            folder =>
            {
                Directory.CreateDirectory(folder + "/bare");
                File.Copy(pool.Images + "/busybox/bin/busybox", folder + "/bare/busybox");
                Fill(folder);
            },
            Path.Combine(pool.Bin, "in-pool")
        );
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        const string remark = "warning its readiness probe is run without the container's variables: ";
        Assert.Equal(isOld ? 1 : 0, job.Story("main").Count(line => line.StartsWith(remark, StringComparison.Ordinal)));
    }

    /// <summary>Some programs write their title over the variables that they began with. A probe must not be given those.</summary>
    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void An_application_that_writes_over_its_variables_does_not_take_them_from_its_probes(string shell, string prefix)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                CommandPrefix = prefix,
                EmptyDirs = ["v"],
                Archive = "volumes.tar",
            }.Main(
                (
                    new PlanContainer("main", "exec", pool.Images + "/busybox", "/cm/title", "/v/written") with
                    {
                        Environment = ["OWN=it's mine"],
                        Binds = [new("volumes/cm", "/cm", "ro"), new("volumes/v", "/v")],
                    }
                )
                    .Probe("readiness", "exec", failure: 100)
                    .Command("readiness", "sh", "-c", "[ -e /v/written ] && [ \"$OWN\" = \"it's mine\" ]")
            ),
            Prepare,
            Path.Combine(pool.Bin, "in-pool")
        );
        job.Until(it => it.Told("main").Any(frame => frame.Kind == "start"));
        File.WriteAllText(job.Folder + "/volumes/v/go", "");
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();
    }

    public void Dispose() => TestFolder.Remove(_marks);

    /// <summary>Has a handler of each kind, and is ready when the command of its probe has been run twice with the variables.</summary>
    private static PlanContainer Attacks(string name, string preload, string image, int port) =>
        (
            new PlanContainer(name, "exec", image, "sh", "-c", Forever) with
            {
                Binds = [new("volumes/cm", "/cm", "ro"), new("volumes/v", "/v")],
            }
        )
            .Probe("readiness", "exec", failure: 1000, timeout: 30)
            .Command(
                "readiness",
                "sh",
                "-c",
                $"echo x >>/v/{name}.asked; [ \"$LD_PRELOAD\" = '{preload}' ] && [ \"$(wc -l </v/{name}.asked)\" -ge 2 ]"
            )
            .Probe("startup", "tcp", failure: 30)
            .With("startup_port", $"{port}")
            .Probe("liveness", "http", failure: 1000)
            .With("liveness_port", $"{port}")
            .With("liveness_scheme", "https")
            .With("poststart_type", "exec")
            .Command("poststart", "sh", "-c", $"echo x >/v/{name}.began")
            .With("prestop_type", "exec")
            .Command("prestop", "sh", "-c", $"echo \"$LD_PRELOAD\" >/v/{name}.ended");

    private List<string> Marks() => [.. Directory.GetFiles(_marks).SelectMany(File.ReadAllLines)];

    private void Prepare(string folder)
    {
        var volume = Path.Combine(folder, "volumes", "cm");
        Compiled.Write("mark.c", volume + "/x.so", "-shared", "-fPIC", $"-DMARKS=\"{_marks}\"");
        Compiled.Write("title.c", volume + "/title", "-static");
        Shell.Run("/bin/true", [], new Dictionary<string, string> { ["LD_PRELOAD"] = volume + "/x.so" });
        Assert.Single(Marks());
        foreach (var mark in Directory.GetFiles(_marks))
            File.Delete(mark);

        File.WriteAllText(volume + "/rc", $"echo rc >>{_marks}/rc\n");
        Directory.CreateDirectory(volume + "/bin");
        foreach (var name in (string[])["timeout", "nsenter", "env", "tail", "sed", "curl", "date", "mv"])
        {
            File.WriteAllText($"{volume}/bin/{name}", $"#!/bin/sh\necho {name} >>{_marks}/path 2>/dev/null\n");
            File.SetUnixFileMode($"{volume}/bin/{name}", (UnixFileMode)0b111_101_101);
        }
        Shell.Run("/bin/cp", ["-a", pool.Images + "/busybox", folder + "/image"]);
        File.WriteAllText(folder + "/image/.singularity.d/env/50-own.sh", $"export LD_PRELOAD={folder}/volumes/cm/x.so\n");
        Compiled.Pack(folder);
        Fill(folder);
    }

    private static void Fill(string folder)
    {
        var plan = folder + "/plan";
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("FOLDER", folder, StringComparison.Ordinal));
    }
}
