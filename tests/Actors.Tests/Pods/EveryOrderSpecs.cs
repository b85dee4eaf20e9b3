using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Creates, deletes, crashes, lost and late answers, clean-ups, strays: not some of their orders, but each, up to a length. Worlds
/// that are alike are gone on from once.</summary>
public sealed class EveryOrderSpecs
{
    /// <summary>Steps of <see cref="ModelWorld.Step"/> before anything runs, by their numbers there.</summary>
    private static readonly int[] Steps = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12];

    private const int Length = 18;

    /// <summary>Another schedd answers in between. Late submits and calls that fail at once are in the longer orders.</summary>
    private static readonly int[] StepsWithAnotherSchedd = [0, 1, 2, 3, 5, 7, 8, 10, 11, 12, 13];

    private const int LengthWithAnotherSchedd = 13;

    [Fact]
    public void In_every_order_of_what_may_happen_at_most_one_job_starts_and_no_rule_is_broken()
    {
        var (seen, ends) = LiveAll(Steps, Length);
        Assert.Superset(
            new HashSet<Stage> { Stage.New, Stage.Accepted, Stage.Released, Stage.Refused, Stage.Deleting, Stage.Deleted },
            ends
        );
        Assert.True(seen > 30_000, $"only {seen} different worlds were met");
    }

    [Fact]
    public void In_every_order_another_schedd_is_not_believed()
    {
        var (seen, ends) = LiveAll(StepsWithAnotherSchedd, LengthWithAnotherSchedd);
        Assert.Superset(
            new HashSet<Stage> { Stage.New, Stage.Accepted, Stage.Released, Stage.Finished, Stage.Deleting, Stage.Deleted },
            ends
        );
        Assert.True(seen > 3_000, $"only {seen} different worlds were met");
    }

    private static (int Seen, HashSet<Stage> Ends) LiveAll(int[] steps, int longest)
    {
        var seen = new HashSet<string>();
        var ends = new HashSet<Stage>();
        var edge = new List<int[]> { Array.Empty<int>() };
        for (var length = 1; length <= longest; length++)
        {
            var next = new List<int[]>();
            foreach (var before in edge)
            {
                foreach (var step in steps)
                {
                    int[] story = [.. before, step];
                    var world = Live(story);
                    Assert.True(
                        world.Broken.Count == 0 && world.Schedd.Started.Count <= 1,
                        $"{string.Join(' ', story)}: {string.Join("; ", world.Broken)}, {world.Schedd.Started.Count} started"
                    );
                    Assert.All(
                        world.Schedd.Started,
                        job => Assert.Contains(world.Journal.OfType<ReleaseDecided>(), decided => decided.Job == job)
                    );
                    ends.Add(world.Pod.Stage);
                    if (seen.Add(world.Likeness))
                        next.Add(story);
                }
            }
            edge = next;
        }
        return (seen.Count, ends);
    }

    private static ModelWorld Live(int[] story)
    {
        var world = new ModelWorld(ModelOutlines.All[0]);
        foreach (var step in story)
            world.Step(step);
        return world;
    }
}
