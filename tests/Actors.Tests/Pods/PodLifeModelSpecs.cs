using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Random lives in a world where anything fails at any time; the promises must hold in each.</summary>
public sealed class PodLifeModelSpecs
{
    private static readonly Gen<int[]> Dice = Gen.Choose(0, 10_000).ArrayOf(120);

    private static ModelWorld Live(int[] dice)
    {
        var world = new ModelWorld(ModelOutlines.All[dice[0] % ModelOutlines.All.Count], retains: TimeSpan.FromMinutes(dice[1] % 2 * 5));
        world.Step(0); // somebody asks for the pod
        foreach (var die in dice) world.Step(die);
        return world;
    }

    [Fact]
    public void The_model_does_get_into_trouble()
    {
        var random = new System.Random(7);
        var lives = Enumerable.Range(0, 2000).Select(_ => Live([.. Enumerable.Range(0, 120).Select(_ => random.Next(10_000))])).ToArray();
        Assert.Contains(lives, world => world.Schedd.Jobs.Count > 2);
        Assert.Contains(lives, world => world.Journal.OfType<JobVoided>().Any() && world.Schedd.Started.Count == 1);
        Assert.Contains(lives, world => world.Pod.Stage == Stage.Finished);
        Assert.Contains(lives, world => world.Pod.Stage == Stage.Deleted && world.Schedd.Started.Count == 1);
        Assert.Contains(lives, world => world.Pod.Stage == Stage.Retained);
        Assert.Contains(lives, world => world.Pod.Stage == Stage.Refused);
        Assert.Superset(
            new HashSet<string> { "CrashLoopBackOff", "ContainerNotReady", "running", "running again", "Completed", "Error", "DeadlineExceeded", "PodInitializing" },
            lives.SelectMany(world => world.Told).ToHashSet());
        Assert.Contains(lives, world => world.Pod.End is { Restarts.Count: > 0 } end && end.Containers.All(c => c.ExitCode == 0));
    }

    [Property(MaxTest = 3000)]
    public Property At_most_one_job_ever_starts_whatever_fails_when() =>
        Prop.ForAll(Dice.ToArbitrary(), dice => Live(dice).Schedd.Started.Count <= 1);

    [Property(MaxTest = 3000)]
    public Property No_rule_of_the_gate_or_of_what_may_be_told_is_ever_broken() =>
        Prop.ForAll(Dice.ToArbitrary(), dice =>
        {
            var world = Live(dice);
            Assert.Empty(world.Broken);
            return world.Schedd.Started.All(job => world.Journal.OfType<ReleaseDecided>().Any(decided => decided.Job == job));
        });

    [Property(MaxTest = 3000)]
    public Property When_faults_end_every_pod_comes_to_rest_and_leaves_nothing_in_the_queue() =>
        Prop.ForAll(Dice.ToArbitrary(), dice =>
        {
            var world = Live(dice);
            world.Calm();
            return world.Pod.Stage is Stage.New or Stage.Refused or Stage.Finished or Stage.Deleted
                   && world.Schedd.Started.Count <= 1
                   && world.Schedd.InQueue.All(ad => ad.IsGated && world.Pod.Stage is Stage.New or Stage.Refused);
        });

    [Property(MaxTest = 3000)]
    public Property What_is_replayed_is_what_was_lived() =>
        Prop.ForAll(Dice.ToArbitrary(), dice =>
        {
            var world = Live(dice);
            var replayed = world.Journal.Aggregate(PodState.Of(Sample.Uid), (pod, fact) => pod.Apply(fact));
            return (replayed.Stage, replayed.Job, replayed.Attempt, replayed.End?.At)
                   == (world.Pod.Stage, world.Pod.Job, world.Pod.Attempt, world.Pod.End?.At);
        });
}
