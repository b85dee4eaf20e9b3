using System.Diagnostics;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Standard input: nobody can attach to a container, so nothing ever comes.</summary>
[Collection(PoolCollection.Name)]
public sealed class InputSpecs(CondorPool pool)
{
    public static TheoryData<string, string> ShellsAndImages => new() { { "dash", "busybox" }, { "bash", "busybox.sif" } };

    [Theory, MemberData(nameof(ShellsAndImages))]
    public void An_input_that_is_kept_open_does_not_end_and_is_empty_where_it_is_not(string shell, string image)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                Grace = 1,
                EmptyDirs = ["v"],
                More = [("backoff_ms", "1")],
            }.Main(
                Sh("open", image, "[ -e /v/once ] || { : >/v/once; exit 1; }; [ ! -t 0 ] && [ -p /dev/stdin ] && : >/v/began; exec cat")
                    .With("stdin", "1")
                    .With("restart", "onfailure")
                    .Probe("readiness", "exec")
                    .Command("readiness", "sh", "-c", "[ -e /v/began ] && cat"),
                Sh("empty", image, "cat; echo ended"),
                PlanContainer.Host("host", "sh", "-c", $": >volumes/v/host; exec cat").With("stdin", "1"),
                PlanContainer.Host("host-empty", "sh", "-c", "cat; echo ended")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );

        // The command of a probe has no input, so its cat ends.
        job.Until(it =>
            it.Story("open").Contains("ready")
            && it.ExitOf("empty") is not null
            && it.ExitOf("host-empty") is not null
            && File.Exists(it.Folder + "/volumes/v/host")
        );
        Assert.Equal("ended\n", job.LogOf("empty"));
        Assert.Equal("ended\n", job.LogOf("host-empty"));
        Assert.Null(job.ExitOf("host"));
        Assert.Equal(["exit 1"], job.Story("open").Where(line => line.StartsWith("exit", StringComparison.Ordinal)));

        job.Terminate().End();

        Assert.Equal(["exit 1", "exit 143 Stopped"], job.Story("open").Where(line => line.StartsWith("exit", StringComparison.Ordinal)));
        Assert.Equal("exit 143 Stopped", job.Story("host")[^1]);
        Assert.Empty(Holders(job.Folder));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void It_ends_with_the_runner_that_kept_it_open(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { EmptyDirs = ["v"] }.Main(
                PlanContainer.Host("main", "sh", "-c", ": >volumes/v/began; exec cat").With("stdin", "1")
            ),
            prepare: null,
            Path.Combine(pool.Bin, "in-pool")
        );
        job.Until(it => File.Exists(it.Folder + "/volumes/v/began")).KillShellOf(1);

        // 137 is told of a container whose shell was killed. The application itself has read the end.
        job.Until(it => Holders(it.Folder).Length == 0);
        job.End();
    }

    private static string[] Holders(string folder) =>
        [.. Process.GetProcesses().Where(process => Holds(process, folder + "/runner/1/stdin")).Select(process => process.ProcessName)];

    private static bool Holds(Process process, string file)
    {
        try
        {
            return Directory
                .GetFiles($"/proc/{process.Id}/fd")
                .Any(fd => File.ResolveLinkTarget(fd, returnFinalTarget: false)?.FullName == file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private PlanContainer Sh(string name, string image, string script) =>
        new(name, "exec", $"{pool.Images}/{image}", "sh", "-c", script) { Binds = [new("volumes/v", "/v")] };
}
