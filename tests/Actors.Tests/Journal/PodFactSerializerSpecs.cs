using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Terminated = HtcondorActors.Actors.Protocol.Terminated;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>What was ever written must stay readable: one of each kind, as it stands in the journals of sites, is kept in
/// tests/Fixtures/journal.</summary>
public sealed class PodFactSerializerSpecs : TestKit
{
    private PodFactSerializer Serializer => new((ExtendedActorSystem)Sys);

    private static readonly PodFinished Ended = new(
        [new Terminated(0, "Completed", null, Sample.Noon, Sample.Noon)],
        [new Terminated(137, "Error", "job 7.0 was lost", null, null)],
        Sample.Noon
    );

    private static readonly DurableFact[] OneOfEach =
    [
        new PodAccepted(
            Sample.Outline with
            {
                OwnerName = "train",
                NodeName = "htcondor",
                InitContainers = [new("prepare", "busybox", IsSidecar: true, MayRestart: true)],
                Containers = [new("one", "busybox", MayRestart: true, EndsWithSuccess: true), new("two", "busybox", IsNotOffloaded: true)],
                SubmitCommands = [new("accounting_group", "physics")],
                Warnings = ["spec.hostNetwork: not supported"],
                IsJobScript = true,
            },
            Sample.Noon
        )
        {
            Schedd = ScheddName.Parse("schedd@pool"),
        },
        new ScheddNoted(ScheddName.Parse("schedd@pool"), Sample.Noon),
        new SubmitIntended(2, Sample.Noon),
        new ReleaseDecided(new(7, 0), "schedd@pool#7.0#1767261600", Sample.Noon),
        new JobVoided(new(7, 0), Sample.Noon),
        new SubmitRefused("not allowed here", Sample.Noon),
        Ended with
        {
            Restarts = [new("one", 2, new Terminated(3, "Error", "bad luck", Sample.Noon, Sample.Noon))],
        },
        new JobLeft(Sample.Noon),
        new DeletionAsked(Sample.Uid, Sample.Noon),
        new LogsRetained(Sample.Uid, Sample.Noon),
        new PodDeleted(Sample.Uid, Sample.Noon),
        new UnknownPodDeleted(),
    ];

    public static TheoryData<string> Manifests => [.. OneOfEach.Select(fact => new PodFactSerializer(null!).Manifest(fact))];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_fact_written_by_this_version_is_read_and_written_alike(string manifest)
    {
        var kept = Kept(manifest);
        var fact = Serializer.FromBinary(Encoding.UTF8.GetBytes(kept), manifest);
        Assert.Equal(manifest, Serializer.Manifest(fact));
        Assert.Equal(kept, Encoding.UTF8.GetString(Serializer.ToBinary(fact)));
        Assert.Equal(kept, Encoding.UTF8.GetString(Serializer.ToBinary(OneOfEach.Single(each => each.GetType() == fact.GetType()))));
    }

    /// <summary>Before the schedd's name.</summary>
    private static readonly PodAccepted WithoutSchedd = ((PodAccepted)OneOfEach[0]) with { Schedd = null };

    /// <summary>Before the names of owner and node.</summary>
    private static readonly PodAccepted Nameless = WithoutSchedd with
    {
        Outline = ((PodAccepted)OneOfEach[0]).Outline with { OwnerName = null, NodeName = null },
    };

    private static readonly Dictionary<string, DurableFact> Former = new()
    {
        ["pod-accepted.1"] = new PodAccepted(Sample.Outline with { SpecDigest = 0 }, Sample.Noon),
        ["pod-accepted.2"] = Nameless with { Outline = Nameless.Outline with { SpecDigest = 0 } },
        ["pod-accepted.3"] = Nameless with { Outline = Nameless.Outline with { SpecDigest = 0 } },
        ["pod-accepted.4"] = Nameless,
        ["pod-accepted.5"] = WithoutSchedd,
        ["pod-finished.1"] = Ended,
    };

    public static TheoryData<string> FormerManifests => [.. Former.Keys];

    [Theory]
    [MemberData(nameof(FormerManifests))]
    public void A_fact_written_by_a_former_version_is_read_and_what_it_lacks_is_empty(string manifest)
    {
        var meant = Former[manifest];
        var fact = Serializer.FromBinary(Encoding.UTF8.GetBytes(Kept(manifest)), manifest);
        Assert.Equal(Encoding.UTF8.GetString(Serializer.ToBinary(meant)), Encoding.UTF8.GetString(Serializer.ToBinary(fact)));
        if (fact is PodAccepted { Outline: var outline })
        {
            var expected = ((PodAccepted)meant).Outline;
            Assert.Equal((expected.Warnings.Count, expected.SubmitCommands.Count), (outline.Warnings.Count, outline.SubmitCommands.Count));
            Assert.Equal(
                (expected.SpecDigest, expected.OwnerName, expected.NodeName, null),
                (outline.SpecDigest, outline.OwnerName, outline.NodeName, ((PodAccepted)fact).Schedd)
            );
        }
        if (fact is PodFinished finished)
            Assert.Empty(finished.Restarts);
    }

    private static string Kept(string manifest) =>
        File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "journal", manifest + ".json")).TrimEnd();

    [Fact]
    public void Every_durable_fact_has_a_manifest_and_a_kept_example()
    {
        var kinds = typeof(DurableFact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DurableFact))).ToHashSet();
        Assert.Equal(kinds, OneOfEach.Select(fact => fact.GetType()).ToHashSet());
        Assert.Equal(OneOfEach.Length + Former.Count, Directory.GetFiles(RepositoryRoot.File("tests", "Fixtures", "journal")).Length);
    }

    [Fact]
    public void An_entry_of_a_later_version_is_refused_by_name()
    {
        var fault = Assert.Throws<ArgumentException>(() => Serializer.FromBinary([], "pod-accepted.99"));
        Assert.Contains("pod-accepted.99", fault.Message, StringComparison.Ordinal);
    }
}
