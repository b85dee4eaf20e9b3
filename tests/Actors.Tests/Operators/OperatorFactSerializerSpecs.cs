using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Operators;

/// <summary>What was ever written of operators must stay readable: tests/Fixtures/journal-operators has one of each kind.</summary>
public sealed class OperatorFactSerializerSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly OperatorFact[] OneOfEach =
    [
        new DrainDecided(true, "alice (uid 1000)", Noon),
        new RetryAsked(PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001"), "CN=bob", Noon),
        new LogLevelSet("Debug", "token of line 2", Noon),
        new NodeLeaveAsked("node-a:25520", "alice (uid 1000)", Noon),
        new NodeDownAsked("node-b:25520", "CN=bob", Noon),
        new JobRemovalAsked("123.0", "5d6a8f0e-0000-4000-8000-000000000001", "alice (uid 1000)", Noon),
        new JobAdoptionAsked("123.0", PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001"), "alice (uid 1000)", Noon),
    ];

    public static TheoryData<string> Manifests => [.. OneOfEach.Select(OperatorFactSerializer.Manifest)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void An_action_written_by_this_version_is_read_and_written_alike(string manifest)
    {
        var fact = OneOfEach.Single(each => OperatorFactSerializer.Manifest(each) == manifest);
        var kept = File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "journal-operators", manifest + ".json"));
        Assert.Equal(Encoding.UTF8.GetString(kept).TrimEnd(), Encoding.UTF8.GetString(OperatorFactSerializer.ToBinary(fact)));
        Assert.Equal(fact, OperatorFactSerializer.FromBinary(kept, manifest));
    }

    [Theory]
    [InlineData("drain-decided.1", "{}")]
    [InlineData("drain-decided.1", "{\"IsOn\":true,\"By\":null,\"At\":\"2026-01-31T12:00:00+00:00\"}")]
    [InlineData("retry-asked.1", "{\"Uid\":\"NOT ONE\",\"By\":\"a\",\"At\":\"2026-01-31T12:00:00+00:00\"}")]
    [InlineData("log-level-set.1", "null")]
    [InlineData("pod-deleted.1", "{}")]
    public void A_spoilt_entry_is_no_action_and_no_exception(string manifest, string json) =>
        Assert.IsType<UnreadableAction>(OperatorFactSerializer.FromBinary(Encoding.UTF8.GetBytes(json), manifest));
}
