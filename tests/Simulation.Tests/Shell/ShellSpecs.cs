using System.Globalization;
using HtcondorActors.Actors.Pods;
using Xunit.Abstractions;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>The stories of the simulator, lived by the real PodActor: fewer of them, as each takes longer.</summary>
public sealed class ShellSpecs(ITestOutputHelper output)
{
    private const int PodsTogether = 10;
    private const int Sites = 600;

    [Fact]
    public void Six_thousand_pods_with_their_real_actors_break_no_promise_and_come_to_rest()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        // Other seeds are tried by hand: HTCONDORACTORS_SIMULATE_ACTORS=FROM:SITES.
        var (from, sites) = Environment.GetEnvironmentVariable("HTCONDORACTORS_SIMULATE_ACTORS")?.Split(':') is [var first, var many]
            ? (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(many, CultureInfo.InvariantCulture))
            : (0, Sites);
        string? broken = null;
        OnAThreadOfItsOwn(thread =>
        {
            for (var seed = from; seed < from + sites && broken is null; seed++)
            {
                var (story, shell) = (Stories.Of(seed, PodsTogether), ShellOf(thread, seed));
                if (Story.FaultOf(story, PodsTogether, shell: shell) is { } fault)
                    broken = $"seed {seed}: {Story.Shortest(story, PodsTogether, fault.Rule, shell: shell).Words}";
            }
        });
        Assert.True(broken is null, broken);
        output.WriteLine($"{sites * PodsTogether} lives, {sites * PodsTogether / watch.Elapsed.TotalSeconds:F0} a second");
    }

    [Fact]
    public void A_seed_is_the_same_story_with_the_same_end_each_time()
    {
        List<string>[] lived =
        [
            [],
            [],
        ];
        OnAThreadOfItsOwn(thread =>
        {
            foreach (var lines in lived)
                for (var seed = 0; seed < 60; seed++)
                {
                    var world = Story.Lived(Stories.Of(seed, PodsTogether), PodsTogether, shell: ShellOf(thread, seed));
                    world.Calm();
                    lines.AddRange(world.Pods.SelectMany(pod => pod.Ever).Select(fact => $"{seed} {fact}"));
                }
        });
        var differs = lived[0].Zip(lived[1]).FirstOrDefault(two => two.First != two.Second);
        Assert.True(differs == default && lived[0].Count == lived[1].Count, $"{differs.First}\n{differs.Second}");
    }

    [Fact]
    public void Pods_are_created_run_and_deleted_in_these_stories_and_their_actors_are_made_again()
    {
        List<SimulatedPod> pods = [];
        OnAThreadOfItsOwn(thread =>
        {
            for (var seed = 0; seed < 50; seed++)
            {
                var world = Story.Lived(Stories.Of(seed, PodsTogether), PodsTogether, shell: ShellOf(thread, seed));
                world.Calm();
                pods.AddRange(world.Pods);
            }
        });
        Assert.True(pods.Count(pod => pod.CreateAcked) > 200);
        Assert.True(pods.Count(pod => pod.Knows<PodFinished>() && pod.Started.Count == 1) > 150);
        Assert.True(pods.Count(pod => pod.DeleteAcked) > 100);
        Assert.True(pods.Count(pod => pod.Knows<PodAccepted>() && pod.Incarnation > 2) > 50);
    }

    // In every third site the journal takes its time: what comes meanwhile waits in the actors.
    private static ShellMaker ShellOf(SingleThreadedSystem thread, int seed) =>
        (pods, options, judge, now) => new ActorSidecar(thread, pods, options, judge, now, isSlow: seed % 3 == 0);

    // Without the context of the test runner, in which a task that ends goes on elsewhere.
    private static void OnAThreadOfItsOwn(Action<SingleThreadedSystem> live)
    {
        Exception? fault = null;
        var own = new Thread(
            () =>
            {
                try
                {
                    using var thread = new SingleThreadedSystem();
                    live(thread);
                }
                catch (Exception failed)
                {
                    fault = failed;
                }
            },
            maxStackSize: 64 << 20
        );
        own.Start();
        own.Join();
        if (fault is not null)
            throw new InvalidOperationException("a story could not be lived", fault);
    }
}
