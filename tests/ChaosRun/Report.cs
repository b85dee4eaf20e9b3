using System.Globalization;
using HtcondorActors.ChaosRun.Faults;

namespace HtcondorActors.ChaosRun;

/// <summary>What a run prints.</summary>
internal static class Report
{
    private const int Stories = 2;

    /// <summary>The length of a line's time, as in "19:26:22.022".</summary>
    private const int TimeLength = 12;

    public static string Summary(
        ChaosPlan plan,
        IReadOnlyCollection<TestPod> pods,
        Injector injector,
        PartialRecovery core,
        ChaosEnvironment world,
        Account account,
        Verdict verdict,
        TimeSpan took
    )
    {
        var faults = string.Join(
            ", ",
            injector
                .Hits.OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value}"))
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"chaos: seed {plan.Seed}, pods {pods.Count} ({pods.Count(pod => pod.DeleteAsked)} deleted, {account.Refused} "
                + $"refused by the tools, {account.Abandoned} removed unseen, {account.Undone} undone with the queue, "
                + $"{account.RunAgain} runs again, {account.SaidTwice} logs say a part twice, {account.WithSeveralJobs} with "
                + $"several jobs, {account.HeldBack} of these held back), faults {injector.Hits.Values.Sum()} {{{faults}}}, "
                + $"points {world.Deaths.Died.Different} of {world.Deaths.All.Count}, "
                + $"starts {world.Nodes.All.Sum(node => node.Supervisor.Starts)}, "
                + $"{(plan.Nodes > 1 ? $"declared dead {world.Nodes.DeclaredDead}, " : "")}"
                + $"beside {core.Words} ended: {verdict}; {took.TotalSeconds:0} s, "
                + $"{world.Pace.Slowness:0.0} times as slow as a quiet machine"
        );
    }

    public static async Task FailureAsync(TextWriter output, Verdict verdict, IReadOnlyCollection<TestPod> pods, ChaosEnvironment world)
    {
        foreach (var (kind, uid, words) in verdict.Found)
            await output.WriteLineAsync($"chaos: {kind}: {uid} {words}");
        var log = LogLines(world);
        var concerned = pods.Where(pod => verdict.Found.Any(each => each.Uid == pod.Uid)).Take(Stories).ToArray();
        foreach (var pod in concerned)
        {
            await output.WriteLineAsync($"--- the story of {pod.Body.Name} {pod.Uid}, {pod.DeletePlan}");
            foreach (var line in pod.Story.Where(line => !line.EndsWith("nobody listens", StringComparison.Ordinal)))
                await output.WriteLineAsync(line);
            foreach (var line in log.Where(line => line.Contains(pod.Uid, StringComparison.Ordinal)))
                await output.WriteLineAsync("    " + line);
        }
        await output.WriteLineAsync("--- the faults, and the warnings of the sidecar, from the first story's begin");
        var began = concerned.Length > 0 ? concerned[0].Story.First()[..TimeLength] : "";
        foreach (var line in log.Where(IsOfTheRun).Where(line => string.CompareOrdinal(TimeOf(line), began) >= 0))
            await output.WriteLineAsync(line);
        var all = Path.Combine(world.Folder, "stories");
        await File.WriteAllLinesAsync(all, pods.SelectMany(pod => pod.Story.Prepend($"--- {pod.Body.Name} {pod.Uid}, {pod.DeletePlan}")));
        await output.WriteLineAsync($"chaos: logs and all stories are kept in {world.Folder}");
    }

    private static string[] LogLines(ChaosEnvironment world)
    {
        // The log is being written to.
        using var log = new StreamReader(
            new FileStream(Path.Combine(world.Folder, "sidecar.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
        );
        return log.ReadToEnd().Split('\n');
    }

    private static bool IsOfTheRun(string line) =>
        (
            line.Contains(" chaos: ", StringComparison.Ordinal)
            && !line.EndsWith("nobody listens", StringComparison.Ordinal)
            && !line.EndsWith("(missed)", StringComparison.Ordinal)
        )
        || line.Contains("Z warn: ", StringComparison.Ordinal)
        || line.Contains("Z fail: ", StringComparison.Ordinal);

    /// <summary>The sidecar's lines have the date before the time, the harness's have not.</summary>
    private static string TimeOf(string line) => line.Length > 23 && line[10] == 'T' ? line.Substring(11, TimeLength) : line;
}
