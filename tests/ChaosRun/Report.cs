using System.Globalization;
using HtcondorActors.ChaosRun.Faults;

namespace HtcondorActors.ChaosRun;

/// <summary>What a run prints.</summary>
internal static class Report
{
    private const int Stories = 3;

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
                + $"points {world.Deaths.Died.Different} of {world.Deaths.All.Count}, starts {world.SidecarSupervisor.Starts}, "
                + $"beside {core.Words} ended: {verdict}; {took.TotalSeconds:0} s"
        );
    }

    public static async Task FailureAsync(TextWriter output, Verdict verdict, IReadOnlyCollection<TestPod> pods, ChaosEnvironment world)
    {
        foreach (var (kind, uid, words) in verdict.Found)
            await output.WriteLineAsync($"chaos: {kind}: {uid} {words}");
        foreach (var pod in pods.Where(pod => verdict.Found.Any(each => each.Uid == pod.Uid)).Take(Stories))
        {
            await output.WriteLineAsync($"--- the story of {pod.Body.Name} {pod.Uid}, {pod.DeletePlan}");
            foreach (var line in pod.Story)
                await output.WriteLineAsync(line);
            // The log is being written to.
            using var log = new StreamReader(
                new FileStream(Path.Combine(world.Folder, "sidecar.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
            );
            while (await log.ReadLineAsync() is { } line)
                if (line.Contains(pod.Uid, StringComparison.Ordinal))
                    await output.WriteLineAsync("    " + line);
        }
        var all = Path.Combine(world.Folder, "stories");
        await File.WriteAllLinesAsync(all, pods.SelectMany(pod => pod.Story.Prepend($"--- {pod.Body.Name} {pod.Uid}, {pod.DeletePlan}")));
        await output.WriteLineAsync($"chaos: logs and all stories are kept in {world.Folder}");
    }
}
