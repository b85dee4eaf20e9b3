using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Pool;

/// <summary>
/// What this working tree's runner takes until a pod's first byte of output, against the runner of another working tree. They run one after
/// the other on the same image, under dash; each is the first one in every second pair. HTCondor itself is not measured.
/// </summary>
internal static class FirstByte
{
    private const int Pairs = 40;

    // Begins inside the pool's file tree: what it takes to get there is not the runner's.
    private const string Timed = "echo $EPOCHREALTIME; TIMEFORMAT='%U %S'; time dash runner.sh plan";

    public static void Run(string other)
    {
        var scripts = (Now: ScriptOf(RepositoryRoot.Path), Other: ScriptOf(other));
        using var pool = new CondorPool();
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        try
        {
            Compare("a folder image", pool, scripts, Command(pool.Images + "/busybox"));
            Compare("a .sif without OCI configuration", pool, scripts, Command(pool.Images + "/busybox.sif"));
            Compare(
                "the entrypoint of a .sif made of an OCI image",
                pool,
                scripts,
                "c1_mode='run'\nc1_args='0'\nc1_image='" + BuildOciImage(pool, folder) + "'\n"
            );
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>As RunnerScript joins them, so that the other tree need not be built.</summary>
    internal static string ScriptOf(string tree)
    {
        // Versions before the rooms of docs/architecture.md have the parts in the second folder.
        string[] folders = [Path.Combine(tree, "src", "Runner"), Path.Combine(tree, "src", "Actors", "Runner", "Script")];
        var parts = Directory.GetFiles(folders.First(Directory.Exists), "*.sh");
        return string.Join('\n', parts.OrderBy(Path.GetFileName, StringComparer.Ordinal).Select(File.ReadAllText));
    }

    internal static string Command(string image, string words = "echo x") =>
        $"c1_mode='exec'\nc1_args='3'\nc1_arg_1='sh'\nc1_arg_2='-c'\nc1_arg_3='{words}'\nc1_image='{image}'\n";

    internal static string Plan(string container) =>
        "plan_version='1'\npod_uid='u'\npod_name='pod'\npod_namespace='default'\ngrace='5'\napptainer=''\ncommand_prefix=''\n"
        + "archive=''\nemptydirs='1'\nemptydir_1='v'\ncontainers_init='0'\ncontainers_main='1'\n"
        + "c1_name='main'\nc1_cwd=''\nc1_envs='1'\nc1_env_1='B=c d'\nc1_options='0'\n"
        + "c1_binds='1'\nc1_bind_1_source='volumes/v'\nc1_bind_1_target='/v'\nc1_bind_1_mode='rw'\n"
        + container;

    private static string BuildOciImage(CondorPool pool, string folder)
    {
        var image = new OciImage(
            pool.Images + "/busybox/bin/busybox",
            new JsonObject
            {
                ["Entrypoint"] = new JsonArray("/bin/echo"),
                ["Cmd"] = new JsonArray("x"),
                ["Env"] = new JsonArray("PATH=/bin", "A=b"),
                ["WorkingDir"] = "/tmp",
            }
        );
        var file = folder + "/image.sif";
        var built = pool.Tool("apptainer", "-q", "build", file, "oci:" + image.WriteTo(folder + "/layout"));
        return built.ExitCode == 0 ? file : throw new InvalidOperationException(built.Output);
    }

    private static void Compare(string what, CondorPool pool, (string Now, string Other) scripts, string container)
    {
        var plan = Plan(container);
        List<(double Wall, double Cpu)> now = [],
            other = [];
        for (var pair = 0; pair < Pairs; pair++)
        {
            if (pair % 2 == 0)
                now.Add(Once(pool, scripts.Now, plan));
            other.Add(Once(pool, scripts.Other, plan));
            if (pair % 2 != 0)
                now.Add(Once(pool, scripts.Now, plan));
        }
        Say($"{what}: to the first byte", now.Select(one => one.Wall), other.Select(one => one.Wall));
        Say($"{what}: CPU of the whole pod", now.Select(one => one.Cpu), other.Select(one => one.Cpu));
    }

    private static void Say(string what, IEnumerable<double> now, IEnumerable<double> other)
    {
        static string Quartiles(IEnumerable<double> seconds) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds.Median() * 1000:0} ms ({seconds.Percentile(25) * 1000:0} to {seconds.Percentile(75) * 1000:0})"
            );
        Samples.Say($"{what}: {Quartiles(now)}, the other {Quartiles(other)}; ratio {now.Median() / other.Median():0.00}; {Pairs} pairs");
    }

    /// <summary>Starts a command in the pool's file tree, in this folder, with nothing to read. The caller reads both outputs.</summary>
    public static Process StartInPool(CondorPool pool, string folder, params string[] command)
    {
        var process = Process.Start(
            new ProcessStartInfo(Path.Combine(pool.Bin, "in-pool"), command)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.StandardInput.Close();
        return process;
    }

    private static (double Wall, double Cpu) Once(CondorPool pool, string script, string plan)
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        try
        {
            File.WriteAllText(folder + "/runner.sh", script);
            File.WriteAllText(folder + "/plan", plan);
            using var process = StartInPool(pool, folder, "bash", "-c", Timed);
            var complaints = process.StandardError.ReadToEndAsync();
            var (stream, buffer, first) = (new StringBuilder(), new byte[65_536], 0d);
            for (int count; (count = process.StandardOutput.BaseStream.Read(buffer)) > 0; )
            {
                stream.Append(Encoding.ASCII.GetString(buffer, 0, count));
                if (first == 0 && stream.ToString().Contains(" log main ", StringComparison.Ordinal))
                    first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000d;
            }
            process.WaitForExit();
            if (first == 0 || process.ExitCode != 0)
                throw new InvalidOperationException($"the pod failed:\n{stream}\n{complaints.Result}");
            var cpu = complaints.Result.Trim().Split('\n')[^1].Split(' ').Sum(Number);
            return (first - Number(stream.ToString().Split('\n')[0]), cpu);
        }
        finally
        {
            Remove(folder);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The upper half of an overlay has a folder that its owner may not enter.</summary>
    internal static void Remove(string folder) => Shell.Run("/bin/sh", ["-c", "chmod -R u+rwX \"$1\"; rm -rf \"$1\"", "sh", folder]);
}
