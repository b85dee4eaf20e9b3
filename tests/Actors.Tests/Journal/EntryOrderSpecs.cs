using HtcondorActors.Actors.Journal;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Which gaps in a pod's entries are a fault, and which are not.</summary>
public sealed class EntryOrderSpecs
{
    [Fact]
    public void A_pod_whose_first_entries_are_gone_is_refused() =>
        Assert.Throws<InvalidDataException>(() => EntryOrder.Check([Entry(3), Entry(4)], from: 1));

    [Fact]
    public void A_reader_that_asks_for_later_entries_misses_none_of_the_earlier_ones() => EntryOrder.Check([Entry(3), Entry(4)], from: 3);

    [Fact]
    public void A_reader_that_asks_for_later_entries_is_told_of_one_that_is_gone() =>
        Assert.Throws<InvalidDataException>(() => EntryOrder.Check([Entry(4)], from: 3));

    [Fact]
    public void A_tombstone_may_be_all_that_is_left_of_a_pod() =>
        EntryOrder.Check([Entry(7) with { Manifest = PodFactSerializer.DeletedManifest }], from: 1);

    [Fact]
    public void The_oldest_actions_of_operators_may_be_gone() =>
        EntryOrder.Check([Entry(1001) with { SerializerId = OperatorFactSerializer.Id }], from: 1);

    private static JournalEntry Entry(long number) => new("pod-a", number, [], "release-decided.1", PodFactSerializer.Id, "w");
}
