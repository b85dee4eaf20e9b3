using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A hundred thousand lives by their seeds, in a world where anything fails at any time, and then in one that has calmed down. A seed that fails is told as its shortest story.</summary>
public sealed class ManyLivesSpecs
{
    private const int Lives = 100_000;
    private const int Length = 60;

    [Fact]
    public void A_hundred_thousand_pods_live_through_everything_and_come_to_rest()
    {
        var failed = ParallelEnumerable.Range(0, Lives).Where(seed => FaultOf(StoryOf(seed)) is not null).Take(1).ToArray();
        foreach (var seed in failed)
        {
            var story = Shortest(StoryOf(seed));
            Assert.Fail($"seed {seed}: {FaultOf(story)}; steps {string.Join(' ', story)}");
        }
    }

    [Fact]
    public void A_story_that_fails_is_told_without_the_steps_that_do_not_matter()
    {
        static bool Fails(int[] story) => Array.IndexOf(story, 7) is var seven and >= 0 && Array.IndexOf(story, 9, seven) >= 0;
        Assert.Equal([7, 9], Shortest([.. Enumerable.Range(0, 50), 9, 1, 2], Fails));
    }

    private static int[] StoryOf(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Length).Select(_ => random.Next(10_000))];
    }

    private static string? FaultOf(int[] story)
    {
        var world = new ModelWorld(ModelOutlines.All[story.Length == 0 ? 0 : story[0] % ModelOutlines.All.Count], TimeSpan.FromMinutes(story.Sum() % 2 * 5));
        world.Step(0);
        foreach (var step in story) world.Step(step);
        if (world.Broken.Count > 0) return world.Broken[0];
        world.Calm();
        if (world.Broken.Count > 0) return "calm: " + world.Broken[0];
        if (world.Schedd.Started.Count > 1) return "more than one job started";
        if (world.Pod.Stage is not (Stage.New or Stage.Refused or Stage.Finished or Stage.Deleted)) return $"it does not come to rest: {world.Pod.Stage}";
        var replayed = world.Journal.Aggregate(PodState.Of(Sample.Uid), (pod, fact) => pod.Apply(fact));
        return (replayed.Stage, replayed.Job, replayed.Attempt) == (world.Pod.Stage, world.Pod.Job, world.Pod.Attempt) ? null : "what is replayed is not what was lived";
    }

    private static int[] Shortest(int[] story) => Shortest(story, part => FaultOf(part) is not null);

    /// <summary>Parts are left out, large ones first, as long as it still fails.</summary>
    private static int[] Shortest(int[] story, Func<int[], bool> fails)
    {
        for (var part = Math.Max(1, story.Length / 2); part > 0; part /= 2)
            for (var at = 0; at < story.Length;)
            {
                int[] without = [.. story[..at], .. story[Math.Min(story.Length, at + part)..]];
                if (fails(without)) story = without;
                else at += part;
            }
        return story;
    }
}
