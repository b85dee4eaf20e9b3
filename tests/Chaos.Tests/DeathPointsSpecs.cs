using System.Text.RegularExpressions;
using HtcondorActors.ChaosRun;
using HtcondorActors.TestPool;

namespace HtcondorActors.Chaos.Tests;

/// <summary>Compared with what is written in the sources, not with what the list is made from.</summary>
public sealed partial class DeathPointsSpecs
{
    private static readonly IReadOnlyList<string> All = DeathPoints.Of(["condor_submit"]);

    [Fact]
    public void The_sidecar_can_die_before_and_after_each_fact_that_is_written()
    {
        var facts = RecordsOf("PodFacts.cs", "DurableFact");
        Assert.Contains("PodAccepted", facts);
        Assert.Empty(facts.SelectMany(fact => (string[])[$"before-persist {fact}", $"after-persist {fact}"]).Except(All));
    }

    [Fact]
    public void The_sidecar_can_die_before_each_effect()
    {
        var effects = RecordsOf("Decision.cs", "PodEffect");
        Assert.Contains("ReleaseHeld", effects);
        Assert.Empty(effects.Select(effect => $"before-act {effect}").Except(All));
    }

    [Fact]
    public void The_sidecar_can_die_before_during_and_after_each_call_of_a_tool() =>
        Assert.Empty(((string[])["before-call condor_submit", "during-call condor_submit", "after-call condor_submit"]).Except(All));

    private static string[] RecordsOf(string file, string kind) =>
        [
            .. Declaration()
                .Matches(File.ReadAllText(RepositoryRoot.File("src", "Actors", "Pods", file)))
                .Where(match => match.Groups["kind"].Value == kind)
                .Select(match => match.Groups["name"].Value),
        ];

    [GeneratedRegex(@"sealed record (?<name>\w+)(\([^;{]*\))? : (?<kind>\w+)")]
    private static partial Regex Declaration();
}
