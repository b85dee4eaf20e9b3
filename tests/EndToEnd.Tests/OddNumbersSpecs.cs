using HtcondorActors.Http.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A condor_q that says -7: nothing is concluded from it.</summary>
public sealed class OddNumbersSpecs : SidecarSpecs, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-odd.").FullName;

    public OddNumbersSpecs(CondorPool pool) : base(pool)
    {
        // Stands in front of the real tools: answers go through the sed script "odd" while there is one, and each call leaves a line.
        var tool = Path.Combine(_folder, "tool");
        File.WriteAllText(tool, $$"""
            #!/bin/sh
            echo "$0" >>'{{_folder}}/calls'
            [ -e '{{_folder}}/odd' ] || exec '{{pool.Bin}}'/"${0##*/}" "$@"
            '{{pool.Bin}}'/"${0##*/}" "$@" >"{{_folder}}/answer.$$" && sed -f '{{_folder}}/odd' "{{_folder}}/answer.$$"

            """);
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in (string[])["condor_q", "condor_history"]) File.CreateSymbolicLink(Path.Combine(_folder, name), tool);
    }

    protected override string Config => "CreateReplyWithinSeconds: 3";

    protected override IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(Pool.Environment) { ["PATH"] = _folder + ":" + Pool.Environment["PATH"] };

    private async Task SayAsync(string sed)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "odd.new"), sed);
        File.Move(Path.Combine(_folder, "odd.new"), Path.Combine(_folder, "odd"), overwrite: true);
    }

    private Task AfterPollsAsync(int more)
    {
        var now = Calls();
        return Wait.UntilAsync("more polls", () => Task.FromResult(Calls() >= now + more));

        int Calls() => File.ReadLines(Path.Combine(_folder, "calls")).Count(line => line.EndsWith("condor_q", StringComparison.Ordinal));
    }

    private int LinesWith(string words) => Sidecar.Printed.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>sed scripts: all numbers; all but the ids; another type; a tag that is none.</summary>
    private static readonly string[] Odd =
    [
        "s/: [0-9][0-9]*/: -7/",
        "/JobStatus\\|Date\\|Entered\\|NumJobStarts/s/: [0-9][0-9]*/: -7/",
        "s/\\(\"JobStatus\"\\): [0-9]*/\\1: \"undefined\"/",
        "s/\\(\"InterLinkPodUid\"\\): .*/\\1: \"..\",/",
    ];

    [Fact]
    public async Task A_running_pod_runs_on_when_the_queue_says_what_cannot_be()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 600");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);

        foreach (var sed in Odd)
        {
            await SayAsync(sed);
            // Missing in two polls, a job is lost.
            await AfterPollsAsync(4);
        }
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Equal(2, (int)Assert.Single(Queue(pod))!["JobStatus"]!);
        Assert.InRange(LinesWith("cannot be read"), 1, Odd.Length);

        // And a new pod is submitted once, and not elected from what cannot be read.
        var late = new PodBody().Container("main", "echo late");
        Assert.Equal(late.Uid, await Calls.CreateAsync(late));
        await AfterPollsAsync(4);
        Assert.DoesNotContain("-7.", Sidecar.Printed, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "odd"));
        await Calls.UntilPhaseAsync(late, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(late));
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Equal(1, JobsEver(pod));
        await Calls.DeleteAsync(pod);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
