using System.Text;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Reading;

/// <summary>The board changes when what is told of a pod changes, and at no other time.</summary>
public sealed class StatusBoardSpecs
{
    private sealed class Words : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) =>
            Encoding.UTF8.GetBytes(string.Join(' ', status.Containers.Select(container => container.State)));
    }

    private readonly StatusBoard _board = new(new Words());

    private ReadOnlyMemory<byte> Told(PodState pod)
    {
        _board.Publish(pod.Uid, PodStatusView.Of(pod));
        return _board.Find(pod.Uid)!.Value;
    }

    private static PodState Seen(PodState pod, JobAd ad) => pod.Apply(new JobAdUpdated(ad, Sample.Noon));

    [Fact]
    public void A_job_that_is_seen_with_other_times_is_not_told_anew()
    {
        var idle = Seen(Sample.Released, Sample.Ad(7, JobStatus.Idle));
        var told = Told(idle);
        // The same memory, not only the same text.
        Assert.Equal(told, Told(Seen(idle, Sample.Ad(7, JobStatus.Idle) with { StatusSince = Sample.Noon })));
        Assert.NotEqual(told, Told(Seen(idle, Sample.Ad(7, JobStatus.Idle) with { RejectReason = "no match found" })));
    }

    [Fact]
    public void The_same_failure_at_each_look_is_told_once()
    {
        var failing = Sample.Accepted.Apply(new CallEnded(Sample.TimedOut));
        var told = Told(failing);
        for (var looks = 0; looks < 3; looks++)
            Assert.Equal(told, Told(failing = failing.Apply(new CallEnded(Sample.TimedOut with { }))));
        Assert.NotEqual(told, Told(failing.Apply(new CallEnded(Sample.Refused))));
    }

    private static readonly Terminated Zero = new(0, "Completed", null, null, null);
    private static readonly PodUid Other = PodUid.Parse("other");

    private void Ask(PodUid uid) => Assert.Single(_board.Read([uid]).Found);

    private void TellOther() => _board.Publish(Other, PodStatusView.Of(Sample.Accepted));

    [Fact]
    public void A_pod_is_forgotten_when_nobody_asked_for_it_in_so_many_rounds_in_which_others_were_asked_for()
    {
        Told(Sample.Accepted);
        TellOther();
        for (var round = 0; round < 100; round++)
            Assert.Empty(_board.NextRound(3)); // nobody asks for anything
        for (var round = 1; round <= 5; round++)
        {
            Ask(Other);
            Assert.Equal(round < 3 ? [] : [Sample.Uid], _board.NextRound(3));
        }
        // Another text of it changes nothing; an answer to somebody does.
        Told(Sample.Accepted.Apply(new CallEnded(Sample.TimedOut)));
        Assert.Equal([Sample.Uid], _board.NextRound(3));
        Ask(Sample.Uid);
        Assert.Empty(_board.NextRound(3));
    }

    [Theory]
    [InlineData(false, false, true)] // it ended in this process, and nobody knows
    [InlineData(false, true, false)] // the Virtual Kubelet knows, and asks no more
    [InlineData(true, false, false)] // it had ended before this process: somebody may know
    public void A_pod_that_has_ended_is_forgotten_unless_its_end_may_be_known(bool before, bool isAsked, bool isForgotten)
    {
        var ended = Sample.Released.Apply(new PodFinished([Zero], [Zero, Zero], Sample.Noon));
        if (!before)
            Told(Sample.Accepted);
        _board.Publish(Sample.Uid, PodStatusView.Of(ended), mayHaveBeenTold: true);
        if (isAsked)
            Ask(Sample.Uid);
        TellOther();
        for (var round = 0; round < 5; round++)
        {
            Ask(Other);
            _board.NextRound(3);
        }
        Assert.Equal(isForgotten ? [Sample.Uid] : [], _board.NextRound(3));
    }

    [Fact]
    public void A_pod_whose_status_changes_all_the_time_counts_once_in_a_round()
    {
        Told(Sample.Accepted);
        foreach (var name in (string[])["a", "b", "c"])
            _board.Publish(PodUid.Parse(name), PodStatusView.Of(Sample.Accepted));
        for (var round = 0; round < 10; round++)
        {
            for (var change = 0; change < 5; change++)
            {
                Told(change % 2 == 0 ? Sample.Accepted : Sample.Accepted.Apply(new CallEnded(Sample.TimedOut)));
                Ask(Sample.Uid);
            }
            Assert.Empty(_board.NextRound(3)); // one of four pods is asked for: interLink itself is away
        }
    }

    [Fact]
    public void Who_asks_only_for_ended_pods_makes_no_living_pod_forgotten()
    {
        TellOther();
        var ended = Sample.Released.Apply(new PodFinished([Zero], [Zero, Zero], Sample.Noon));
        foreach (var name in (string[])["a", "b", "c"])
            _board.Publish(PodUid.Parse(name), PodStatusView.Of(ended), mayHaveBeenTold: true);
        for (var round = 0; round < 10; round++)
        {
            foreach (var name in (string[])["a", "b", "c"])
                Ask(PodUid.Parse(name));
            Assert.Empty(_board.NextRound(3));
        }
    }

    [Theory]
    [InlineData(0)] // its end was noted
    [InlineData(null)] // nobody knows when it ended, and the first look says it
    [InlineData(3650)] // it was noted by a clock that was ahead
    public void A_pod_whose_end_is_known_is_forgotten_when_it_ended_long_ago_unless_somebody_asks_for_it(int? daysAhead)
    {
        // A node's clock that is years behind makes no pod old.
        var end = Zero with
        {
            FinishedAt = Sample.Noon - TimeSpan.FromDays(3650),
        };
        var days = TimeSpan.FromDays(30);
        _board.Publish(
            Sample.Uid,
            PodStatusView.Of(Sample.Released.Apply(new PodFinished([Zero], [end, end], Sample.Noon))),
            mayHaveBeenTold: true,
            daysAhead is { } ahead ? Sample.Noon + TimeSpan.FromDays(ahead) : null
        );
        TellOther();
        Assert.Empty(LongAgo(Sample.Noon));
        Assert.Empty(LongAgo(Sample.Noon + days)); // no round counted yet
        for (var round = 0; round < 3; round++)
        {
            Ask(Other);
            _board.NextRound(3);
        }
        Assert.Empty(LongAgo(Sample.Noon + days - TimeSpan.FromSeconds(1)));
        Assert.Equal([Sample.Uid], LongAgo(Sample.Noon + days));
        Ask(Sample.Uid);
        Assert.Empty(LongAgo(Sample.Noon + days));

        IReadOnlyList<PodUid> LongAgo(DateTimeOffset now) => _board.EndedLongAgo(3, now, days);
    }

    [Fact]
    public void A_pod_that_is_not_told_any_more_is_not_on_the_board()
    {
        Told(Sample.Accepted);
        _board.Publish(Sample.Uid, null);
        Assert.Null(_board.Find(Sample.Uid));
    }
}
