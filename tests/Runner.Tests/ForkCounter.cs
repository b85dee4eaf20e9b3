using System.Diagnostics;
using System.Globalization;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Counts the processes that begin in a job: the runner gets a process namespace of its own, where the kernel numbers
/// them.</summary>
internal static class ForkCounter
{
    private const string Script = """
        mkfifo forks.ask
        "$@" & job=$!
        while read -r answer <>forks.ask && read -r _ _ _ _ last </proc/loadavg; do echo "$last" >"$answer"; done >/dev/null &
        wait $job
        """;

    /// <summary>The wrapper of a <see cref="RunnerJob"/> that is to be counted.</summary>
    public static readonly string[] Wrapper =
    [
        "unshare",
        "--user",
        "--map-current-user",
        "--pid",
        "--fork",
        "--kill-child=KILL",
        "--mount-proc",
        "sh",
        "-c",
        Script,
        "sh",
    ];

    /// <summary>How many processes and threads begin in that time, and how long it really was.</summary>
    public static (int Forks, double Seconds) Forks(this RunnerJob job, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var before = LastNumber(job);
        Thread.Sleep(time);
        var forks = LastNumber(job) - before;
        return (forks, watch.Elapsed.TotalSeconds);
    }

    private static int LastNumber(RunnerJob job)
    {
        var answer = Path.Combine(job.Folder, "forks." + Path.GetRandomFileName());
        Shell.Run("/bin/sh", ["-c", "echo \"$1\" >\"$2\"", "sh", answer, job.Folder + "/forks.ask"]);
        var text = "";
        job.Until(_ => File.Exists(answer) && (text = File.ReadAllText(answer)).EndsWith('\n'));
        return int.Parse(text, CultureInfo.InvariantCulture);
    }
}
