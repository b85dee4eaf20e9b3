using System.Net.Sockets;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// A pod brings a library and scripts in a volume and names them in its variables, or in those of its image: they may be loaded in the container, but
/// into no program of the node.
/// </summary>
[Collection(PoolCollection.Name)]
public sealed class ForeignVariablesSpecs(CondorPool pool) : IDisposable
{
    private const string Forever = "while :; do sleep 0.05; done";

    /// <summary>An nsenter before util-linux 2.40, as on Debian 12 and Red Hat 9.</summary>
    private const string OldNsenter = """
        mkdir old; printf '#!/bin/sh\n[ "$1" != --help ] || { %s --help | grep -v -e --env; exit; }\nexec %s "$@"\n' "$(command -v nsenter)" "$(command -v nsenter)" >old/nsenter; chmod +x old/nsenter; PATH=$PWD/old:$PATH
        """;

    private readonly string _marks = Directory.CreateTempSubdirectory("ila-marks.").FullName;

    public static TheoryData<string, string> ShellsAndNsenters => new() { { "dash", "" }, { "bash", "" }, { "dash", OldNsenter }, { "bash", OldNsenter } };

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void No_program_of_the_node_loads_what_the_pods_variables_name(string shell, string prefix)
    {
        using var server = new TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var port = $"{((System.Net.IPEndPoint)server.LocalEndpoint).Port}";
        PlanContainer Attacks(string name, string preload, string image, params string[] environment) => (Sh(name, Forever, image) with
        {
            Environment = environment,
            Binds = [new("volumes/cm", "/cm", "ro"), new("volumes/v", "/v")],
        }).Probe("readiness", "exec", timeout: 30).Command("readiness", "sh", "-c", $"echo x >>/v/{name}.asked; [ \"$LD_PRELOAD\" = '{preload}' ] && [ \"$(wc -l </v/{name}.asked)\" -ge 2 ]")
            .Probe("startup", "tcp", failure: 30).With("startup_port", port).Probe("liveness", "http", failure: 1000).With("liveness_port", port).With("liveness_scheme", "https")
            .With("poststart_type", "exec").Command("poststart", "sh", "-c", $"echo x >/v/{name}.began")
            .With("prestop_type", "exec").Command("prestop", "sh", "-c", $"echo \"$LD_PRELOAD\" >/v/{name}.ended");

        using var job = new RunnerJob(shell, new RunnerPlan { Grace = 20, CommandPrefix = prefix, EmptyDirs = ["v"], Archive = "volumes.tar" }.Main(
            Attacks("relative", "volumes/cm/x.so", pool.Images + "/busybox", "LD_PRELOAD=volumes/cm/x.so", "LD_AUDIT=volumes/cm/x.so"),
            Attacks("absolute", "FOLDER/volumes/cm/x.so", pool.Images + "/busybox.sif", "LD_PRELOAD=FOLDER/volumes/cm/x.so", "PATH=FOLDER/volumes/cm/bin:/bin:/usr/bin", "IFS=/", "CDPATH=/",
                "BASH_ENV=FOLDER/volumes/cm/rc", "ENV=FOLDER/volumes/cm/rc", "GCONV_PATH=FOLDER/volumes/cm", "LOCPATH=FOLDER/volumes/cm", "LD_LIBRARY_PATH=FOLDER/volumes/cm", "LC_ALL=xx_XX"),
            Attacks("of-image", "FOLDER/volumes/cm/x.so", "FOLDER/image")), Prepare, Path.Combine(pool.Bin, "in-pool"));
        string[] names = ["relative", "absolute", "of-image"];
        job.Until(it => names.All(name => it.Story(name).Contains("ready"))).Terminate();
        job.End();

        Assert.Empty(Marks());
        Assert.All(names, name => Assert.True(File.Exists($"{job.Folder}/volumes/v/{name}.began"), name));
        Assert.Equal(["volumes/cm/x.so\n", $"{job.Folder}/volumes/cm/x.so\n", $"{job.Folder}/volumes/cm/x.so\n"], names.Select(name => File.ReadAllText($"{job.Folder}/volumes/v/{name}.ended")));
    }

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void Without_a_container_only_the_pods_own_programs_load_it(string shell, string prefix)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { CommandPrefix = prefix, Archive = "volumes.tar" }.Main(
            (PlanContainer.Host("main", "sleep", "1000") with { Environment = ["LD_PRELOAD=FOLDER/volumes/cm/x.so", "BASH_ENV=FOLDER/volumes/cm/rc"] })
                .Probe("readiness", "exec").Command("readiness", "true")
                .With("prestop_type", "exec").Command("prestop", "true")), Prepare);
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        Assert.Equal(["sleep", "true"], Marks().Select(mark => Path.GetFileName(mark.Split(' ')[0])).Distinct().Order());
    }

    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void An_image_without_a_shell_has_its_variables_in_a_probe_where_the_node_can_do_that_and_else_none(string shell, string prefix)
    {
        var isOld = prefix != "";
        using var job = new RunnerJob(shell, new RunnerPlan { CommandPrefix = prefix, EmptyDirs = ["v"] }.Main(
            (new PlanContainer("main", "exec", "FOLDER/bare", "/busybox", "sleep", "1000") with { Environment = ["OWN=s3cret"], Binds = [new("volumes/v", "/v")] })
                .Probe("readiness", "exec", failure: 100).Command("readiness", "/busybox", "sh", "-c", $"echo x >>/v/asked; [ \"${{OWN-}}\" = \"{(isOld ? "" : "s3cret")}\" ]; code=$?; [ \"$(/busybox wc -l </v/asked)\" -ge 3 ] && exit $code")),
            folder =>
            {
                Directory.CreateDirectory(folder + "/bare");
                Shell.Run("/bin/sh", ["-c", "cp -L \"$1/busybox/bin/busybox\" \"$2/bare/busybox\"", "sh", pool.Images, folder]);
                Fill(folder);
            }, Path.Combine(pool.Bin, "in-pool"));
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        var remarks = job.Story("main").Where(line => line.StartsWith("note its readiness probe is run without the container's variables", StringComparison.Ordinal));
        Assert.Equal(isOld ? 1 : 0, remarks.Count());
    }

    /// <summary>Some programs write their title over the variables they began with: then those are not what a probe may be given.</summary>
    [Theory, MemberData(nameof(ShellsAndNsenters))]
    public void An_application_that_writes_over_its_variables_does_not_take_them_from_its_probes(string shell, string prefix)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { CommandPrefix = prefix, EmptyDirs = ["v"], Archive = "volumes.tar" }.Main(
            (new PlanContainer("main", "exec", pool.Images + "/busybox", "/cm/title", "/v/written") with { Environment = ["OWN=it's mine"], Binds = [new("volumes/cm", "/cm", "ro"), new("volumes/v", "/v")] })
                .Probe("readiness", "exec", failure: 100).Command("readiness", "sh", "-c", "[ -e /v/written ] && [ \"$OWN\" = \"it's mine\" ]")), Prepare, Path.Combine(pool.Bin, "in-pool"));
        job.Until(it => it.Story("main").Contains("start"));
        File.WriteAllText(job.Folder + "/volumes/v/go", "");
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();
    }

    public void Dispose() => Directory.Delete(_marks, recursive: true);

    private IReadOnlyList<string> Marks() => [.. Directory.GetFiles(_marks).SelectMany(File.ReadAllLines)];

    private PlanContainer Sh(string name, string script, string image) => new(name, "exec", image, "sh", "-c", script);

    private void Prepare(string folder)
    {
        var volume = Path.Combine(folder, "volumes", "cm");
        Compiled.Write("mark.c", volume + "/x.so", "-shared", "-fPIC", $"-DMARKS=\"{_marks}\"");
        Compiled.Write("title.c", volume + "/title", "-static");
        Shell.Run("/bin/true", [], new Dictionary<string, string> { ["LD_PRELOAD"] = volume + "/x.so" });
        Assert.Single(Marks());
        foreach (var mark in Directory.GetFiles(_marks)) File.Delete(mark);

        File.WriteAllText(volume + "/rc", $"echo rc >>{_marks}/rc\n");
        Directory.CreateDirectory(volume + "/bin");
        foreach (var name in (string[])["timeout", "nsenter", "env", "tail", "sed", "curl", "date", "mv"])
        {
            File.WriteAllText($"{volume}/bin/{name}", $"#!/bin/sh\necho {name} >>{_marks}/path 2>/dev/null\n");
            File.SetUnixFileMode($"{volume}/bin/{name}", (UnixFileMode)0b111_101_101);
        }
        Shell.Run("/bin/cp", ["-a", pool.Images + "/busybox", folder + "/image"]);
        File.WriteAllText(folder + "/image/.singularity.d/env/50-own.sh", $"export LD_PRELOAD={folder}/volumes/cm/x.so\n");
        Shell.Run("/bin/sh", ["-c", "cd \"$1\" && tar -cf volumes.tar volumes && rm -r volumes", "sh", folder]);
        Fill(folder);
    }

    private static void Fill(string folder)
    {
        var plan = folder + "/plan";
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("FOLDER", folder, StringComparison.Ordinal));
    }
}
