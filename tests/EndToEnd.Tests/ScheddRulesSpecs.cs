using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A schedd with the rules of docs/schedd-rules.md, and a condor_submit that comes late.</summary>
public sealed class ScheddRulesSpecs : SidecarSpecs
{
    private readonly string _own = Directory.CreateTempSubdirectory("ila-late.").FullName;

    public ScheddRulesSpecs(CondorPool pool)
        : base(pool)
    {
        var tool = Path.Combine(_own, "condor_submit");
        // The first is killed in its sleep; three more come to the schedd far too late; then it is the real one.
        File.WriteAllText(
            tool,
            $$"""
            #!/bin/sh
            own={{_own}}
            cat >"$own/submit"
            if mkdir "$own/slept" 2>/dev/null; then mv "$own/submit" "$own/outlived"; exec sleep 600; fi
            for late in 1 2 3; do
                mkdir "$own/late.$late" 2>/dev/null || continue
                sed -i 's/^+InterLinkSubmitDeadline = .*/+InterLinkSubmitDeadline = 1/' "$own/submit"
                break
            done
            exec {{pool.Bin}}/condor_submit -terse "$own/submit"

            """
        );
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    protected override string Config => "SubmitTimeLimitSeconds: 2\nCreateReplyWithinSeconds: 1\nRetryAfterSeconds: 0.5\n";

    protected override IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(Pool.Environment) { ["PATH"] = _own + ":" + Pool.Environment["PATH"] };

    [Fact]
    public async Task A_pod_whose_submits_come_too_late_is_submitted_anew_and_what_outlived_its_sidecar_is_refused()
    {
        using var rules = await ScheddRules.InForceAsync(Pool);
        var pod = new PodBody().Container("main", "echo in time");
        Assert.Equal(pod.Uid, await Calls.CreateAsync(pod)); // safe, but without a job yet

        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        var outlived = Pool.Tool("condor_submit", "-terse", Path.Combine(_own, "outlived"));
        Assert.Equal(1, outlived.ExitCode);
        Assert.Contains("InterLinkDeadline", outlived.Stderr, StringComparison.Ordinal);
        Assert.Equal((1, 3), (JobsEver(pod), Directory.GetDirectories(_own, "late.*").Length));
        Assert.Equal("in time\n", await Calls.LogsAsync(pod, "main"));
        TestFolder.Remove(_own);
    }
}
