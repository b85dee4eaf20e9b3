namespace HtcondorActors.Simulation.Tests;

/// <summary>Lives a story, and makes it shorter as long as it breaks the same promise.</summary>
internal static class Story
{
    /// <summary>Null: it broke none.</summary>
    public static (Rule Rule, string Words)? FaultOf(
        IReadOnlyList<StoryStep> steps,
        int pods,
        Mutant? mutant = null,
        ShellMaker? shell = null
    )
    {
        var world = Lived(steps, pods, mutant, shell);
        if (world.Judge.Broken.Count == 0)
            world.Calm();
        return world.Judge.Broken.Count > 0 ? world.Judge.Broken[0] : null;
    }

    public static SimulatedWorld Lived(IReadOnlyList<StoryStep> steps, int pods, Mutant? mutant = null, ShellMaker? shell = null)
    {
        var world = new SimulatedWorld(
            pods,
            TimeSpan.FromMinutes(steps.Count > 0 && steps[0].Dice % 2 == 0 ? 5 : 0),
            spools: steps.Count > 0 && steps[0].Dice / 2 % 4 == 0,
            mutant ?? Mutant.None,
            shell
        );
        foreach (var step in steps)
        {
            world.Step(step);
            if (world.Judge.Broken.Count > 0)
                break;
        }
        return world;
    }

    public static (StoryStep[] Steps, string Words) Shortest(
        IReadOnlyList<StoryStep> steps,
        int pods,
        Rule rule,
        Mutant? mutant = null,
        ShellMaker? shell = null
    )
    {
        var kept = Enumerable
            .Range(0, pods)
            .Aggregate(
                steps.ToArray(),
                (story, pod) => Array.FindAll(story, step => step.Pod != pod) is var without && Fails(without) ? without : story
            );
        kept = Shorten.By(kept, Fails);
        return (
            kept,
            $"promise {(int)rule} ({rule}) is broken: {FaultOf(kept, pods, mutant, shell)?.Words}; after\n  " + string.Join("\n  ", kept)
        );

        bool Fails(StoryStep[] story) => FaultOf(story, pods, mutant, shell) is { } fault && fault.Rule == rule;
    }
}

/// <summary>Parts are left out, large ones first, as long as it still fails.</summary>
internal static class Shorten
{
    public static T[] By<T>(T[] story, Func<T[], bool> fails)
    {
        for (var part = Math.Max(1, story.Length / 2); part > 0; part /= 2)
        for (var at = 0; at < story.Length; )
        {
            T[] without = [.. story[..at], .. story[Math.Min(story.Length, at + part)..]];
            if (fails(without))
                story = without;
            else
                at += part;
        }
        return story;
    }
}
