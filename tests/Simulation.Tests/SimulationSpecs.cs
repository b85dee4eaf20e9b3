using HtcondorActors.Actors.Pods;
using Xunit.Abstractions;

namespace HtcondorActors.Simulation.Tests;

/// <summary>
/// Whole sites by their seeds: many pods live together while everything fails at any time, every step is held against the promises; then
/// everything is healed and must come to rest. A seed that fails is told as the shortest story that still fails.
/// </summary>
public sealed class SimulationSpecs(ITestOutputHelper output)
{
    private const int PodsTogether = 10;
    private const int Sites = 10_000;

    [Fact]
    public void A_hundred_thousand_pods_that_live_together_break_no_promise_and_come_to_rest()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // Other seeds are tried by hand: HTCONDORACTORS_SIMULATE=FROM:SITES.
        var (from, sites) = Environment.GetEnvironmentVariable("HTCONDORACTORS_SIMULATE")?.Split(':') is [var first, var many]
            ? (
                int.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
                int.Parse(many, System.Globalization.CultureInfo.InvariantCulture)
            )
            : (0, Sites);
        var failed = ParallelEnumerable
            .Range(from, sites)
            .Select(seed => (seed, fault: Story.FaultOf(Stories.Of(seed, PodsTogether), PodsTogether)))
            .FirstOrDefault(run => run.fault is not null);
        if (failed.fault is { } fault)
            Assert.Fail($"seed {failed.seed}: {Story.Shortest(Stories.Of(failed.seed, PodsTogether), PodsTogether, fault.Rule).Words}");
        output.WriteLine($"{sites * PodsTogether} lives, {sites * PodsTogether / clock.Elapsed.TotalSeconds:F0} a second");
    }

    [Fact]
    public void A_seed_is_the_same_story_with_the_same_end_each_time()
    {
        static string[] Lived(int seed)
        {
            var world = Story.Lived(Stories.Of(seed, PodsTogether), PodsTogether);
            world.Calm();
            return [.. world.Pods.SelectMany(pod => pod.Ever).Select(fact => fact.ToString())];
        }
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(Lived(seed), Lived(seed));
    }

    [Fact]
    public void Everything_that_may_happen_to_a_pod_does_happen()
    {
        var worlds = Enumerable
            .Range(0, 1500)
            .Select(seed =>
            {
                var world = Story.Lived(Stories.Of(seed, PodsTogether), PodsTogether);
                world.Calm();
                return world;
            })
            .ToArray();
        var pods = worlds.SelectMany(world => world.Pods).ToArray();
        Assert.Superset(
            Enum.GetValues<StoryEvent>().ToHashSet(),
            Enumerable.Range(0, 1500).SelectMany(seed => Stories.Of(seed, PodsTogether)).Select(step => step.What).ToHashSet()
        );
        Assert.Contains(pods, pod => pod.Knows<JobVoided>() && pod.Started.Count == 1);
        Assert.Contains(pods, pod => pod.Ever.OfType<SubmitIntended>().Count() > 3 && pod.Started.Count == 1);
        Assert.Contains(pods, pod => pod.Knows<SubmitRefused>());
        Assert.Contains(pods, pod => pod.Knows<LogsRetained>());
        Assert.Contains(pods, pod => pod.Knows<PodDeleted>() && pod.Started.Count == 1);
        Assert.Contains(pods, pod => pod.Knows<PodFinished>() && pod.Runs.Count > 2);
        Assert.Contains(
            pods,
            pod => pod.Ever.OfType<PodFinished>().Any(end => end.Restarts.Count > 0 && end.Containers.All(c => c.ExitCode == 0))
        );
        Assert.Contains(pods, pod => pod is { WasForgotten: true, Started.Count: 1 });
        Assert.Contains(pods, pod => pod.Kubelet.Taken > 6);
        Assert.Contains(worlds, world => world.Schedd.BackAgain.Count > 0);
        Assert.Contains(worlds, world => world.Schedd.Spools);
    }

    public static TheoryData<string> Mutants => [.. Mutant.All.Keys];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_fault_that_is_put_in_is_found_and_told_shortly(string name)
    {
        var mutant = Mutant.All[name];
        var seed = ParallelEnumerable
            .Range(0, 2000)
            .AsOrdered()
            .Where(each => Story.FaultOf(Stories.Of(each, PodsTogether), PodsTogether, mutant) is not null)
            .First();
        var (steps, words) = Story.Shortest(Stories.Of(seed, PodsTogether), PodsTogether, mutant.Breaks!.Value, mutant);
        Assert.InRange(steps.Length, 1, 40);
        output.WriteLine($"seed {seed}: {words}");
    }

    [Fact]
    public void A_story_that_fails_is_told_without_the_steps_that_do_not_matter()
    {
        static bool Fails(int[] story) => Array.IndexOf(story, 7) is var seven and >= 0 && Array.IndexOf(story, 9, seven) >= 0;
        Assert.Equal([7, 9], Shorten.By([.. Enumerable.Range(0, 50), 9, 1, 2], Fails));
    }
}
