using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Pool;

/// <summary>
/// What this working tree's runner costs a node while a container runs, against the runner of another working tree, under dash and bash.
/// Each figure is the difference of a long pod and a short one, so that starts and ends are not in it. Processes are counted in a process
/// namespace of the pod, with the container's own. HTCondor itself is not measured.
/// </summary>
internal static partial class RunnerCost
{
    private const int Short = 12; // s: the runner looks less often at a container that has been quiet for 10 s
    private const int Long = 32;
    private const int Rounds = 3;

    private const string Counted =
        "TIMEFORMAT='cost %U %S'; time \"$0\" runner.sh plan; read -r _ _ _ _ last </proc/loadavg; echo \"pids $last\" >&2";

    // Starts no process while it writes.
    private const string TwentyLines =
        "mkfifo /n; exec 3<>/n; n=0; while [ $n -lt $(({0}*20)) ]; do echo line; n=$((n+1)); read -t 0.05 x <&3; done";

    private static readonly (string What, string Command, string More)[] Kinds =
    [
        ("quiet", "exec sleep {0}", ""),
        ("quiet, with a memory limit", "exec sleep {0}", "c1_memory='1000000000'\n"),
        ("an exec probe every 10 s", "exec sleep {0}", Probe(10)),
        ("an exec probe every second", "exec sleep {0}", Probe(1)),
        ("20 lines a second", TwentyLines, ""),
    ];

    public static async Task RunAsync(string other)
    {
        var scripts = (Now: FirstByte.ScriptOf(RepositoryRoot.Path), Other: FirstByte.ScriptOf(other));
        using var pool = new CondorPool();
        foreach (var shell in (string[])["dash", "bash"])
        foreach (var (what, command, more) in Kinds)
        {
            List<(double Cpu, double Processes)> now = [],
                before = [];
            for (var round = 0; round < Rounds; round++)
            {
                // Most of their time the pods wait, so four at once do not disturb each other much.
                var both = await Task.WhenAll(
                    AMinuteAsync(pool, shell, scripts.Now, command, more),
                    AMinuteAsync(pool, shell, scripts.Other, command, more)
                );
                now.Add(both[0]);
                before.Add(both[1]);
            }
            Samples.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shell}, {what}, a minute: {now.Select(one => one.Cpu).Median() * 1000:0} ms CPU, "
                        + $"{now.Select(one => one.Processes).Median():0} processes; the other "
                        + $"{before.Select(one => one.Cpu).Median() * 1000:0} ms, {before.Select(one => one.Processes).Median():0}; "
                        + $"{Rounds} rounds"
                )
            );
        }
    }

    private static string Probe(int period) =>
        $"c1_liveness_type='exec'\nc1_liveness_period='{period}'\nc1_liveness_args='1'\nc1_liveness_arg_1='true'\n";

    private static async Task<(double Cpu, double Processes)> AMinuteAsync(
        CondorPool pool,
        string shell,
        string script,
        string command,
        string more
    )
    {
        var pods = await Task.WhenAll(
            Task.Run(() => Once(pool, shell, script, command, more, Short)),
            Task.Run(() => Once(pool, shell, script, command, more, Long))
        );
        const double Minute = 60.0 / (Long - Short);
        return ((pods[1].Cpu - pods[0].Cpu) * Minute, (pods[1].Processes - pods[0].Processes) * Minute);
    }

    private static (double Cpu, double Processes) Once(
        CondorPool pool,
        string shell,
        string script,
        string command,
        string more,
        int seconds
    )
    {
        var folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
        try
        {
            File.WriteAllText(folder + "/runner.sh", script);
            var words = command.Replace("{0}", seconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            File.WriteAllText(folder + "/plan", FirstByte.Plan(FirstByte.Command(pool.Images + "/busybox", words)) + more);
            string[] wrapper = ["unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"];
            using var process = FirstByte.StartInPool(pool, folder, [.. wrapper, "bash", "-c", Counted, shell]);
            var stream = process.StandardOutput.ReadToEndAsync();
            var told = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var figures = Figures().Match(told);
            if (!figures.Success || process.ExitCode != 0)
                throw new InvalidOperationException($"the pod failed:\n{stream.Result}\n{told}");
            return (Number(figures, 1) + Number(figures, 2), Number(figures, 3));
        }
        finally
        {
            FirstByte.Remove(folder);
        }
    }

    private static double Number(Match figures, int group) => double.Parse(figures.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"cost ([0-9.]+) ([0-9.]+)\s+pids ([0-9]+)")]
    private static partial Regex Figures();
}
