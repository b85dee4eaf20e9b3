using System.Text;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>Pods that no node has at the moment, and all statuses of a node, which come in parts.</summary>
public sealed class OrphanSpecs
{
    private const long Life = 7;

    private readonly FakeTimeProvider _clock = new();
    private readonly StatusBoard _board = new(null!);

    [Fact]
    public void A_part_that_is_lost_from_the_middle_of_all_statuses_is_noticed_with_the_next_one()
    {
        var sent = new SentStatuses("a", _board);
        Assert.Equal(SentAnswer.Wait, sent.Take(new StatusPart(Life, 0, 0, 4, false, [])));
        Assert.Equal(SentAnswer.AskForAll, sent.Take(new StatusPart(Life, 0, 2, 4, false, [])));
        Assert.Equal(SentAnswer.Wait, sent.Take(new StatusPart(Life, 0, 3, 4, false, [])));
        Assert.False(sent.IsComplete);
        // The first part of the next answer is lost too.
        Assert.Equal(SentAnswer.Wait, sent.Take(new StatusPart(Life, 0, 0, 2, false, [])));
        Assert.Equal(SentAnswer.AskForAll, sent.Take(new StatusPart(Life, 1, 1, 2, false, [])));
        Assert.Equal(SentAnswer.Wait, sent.Take(new StatusPart(Life, 2, 0, 2, false, [])));
        Assert.Equal(SentAnswer.Confirm, sent.Take(new StatusPart(Life, 2, 1, 2, false, [])));
        Assert.True(sent.IsComplete);
    }

    [Fact]
    public void The_status_of_a_pod_that_no_node_has_is_taken_where_there_is_none_and_takes_nothing_back()
    {
        _board.TakeOrphan(Uid, Encoding.UTF8.GetBytes("running"));
        Assert.Equal(["running"], Told());
        _board.TakeOrphan(Uid, Encoding.UTF8.GetBytes("pending"));
        Assert.Equal(["running"], Told());
    }

    [Fact]
    public void A_pod_that_no_node_has_stays_for_ten_minutes_after_the_journal_is_back()
    {
        var isAway = false;
        var stay = new OrphansStay(() => isAway, _clock);
        Assert.True(stay.IsOver());
        isAway = true;
        Assert.False(stay.IsOver());
        _clock.Advance(2 * OrphansStay.Length);
        Assert.False(stay.IsOver());
        isAway = false;
        _clock.Advance(OrphansStay.Length - TimeSpan.FromSeconds(1));
        Assert.False(stay.IsOver());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(stay.IsOver());
    }

    private string[] Told() => [.. _board.Read([Uid]).Found.Select(bytes => Encoding.UTF8.GetString(bytes.Span))];
}
