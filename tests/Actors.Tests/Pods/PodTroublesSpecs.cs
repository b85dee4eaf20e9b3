using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>However many pods a trouble concerns, the log has few lines about it; and a pod that fails alone has its own.</summary>
public sealed class PodTroublesSpecs
{
    private static readonly CondorFailure NoSchedd = new(CondorFailureKind.Failed, "condor_submit", 1, "ERROR: no schedd");
    private static readonly CondorFailure FullDisk = new(CondorFailureKind.StorageFull, "job folder", null, "No space left on device");
    private readonly CapturedLog<PodActor> _log = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
    private readonly PodsWaitingForScheduler _waiting = new();
    private readonly PodTroubles _troubles;

    public PodTroublesSpecs() => _troubles = new PodTroubles(_clock, _log, _waiting);

    private static LoggedPod Pod(int number) =>
        new(PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}")) { Namespace = "default", Name = $"p{number}" };

    private void AllFail(int pods, CondorFailure failure)
    {
        for (var i = 0; i < pods; i++)
            _troubles.CallFailed(Pod(i), failure);
    }

    private void AllGoOn(int pods)
    {
        for (var i = 0; i < pods; i++)
            _troubles.CallSucceeded(Pod(i).Uid);
    }

    private string[] Told => [.. _log.Entries.Where(entry => entry.Level > LogLevel.Debug).Select(entry => entry.Line)];

    [Fact]
    public void Five_thousand_pods_without_a_schedd_are_three_lines()
    {
        for (var tries = 0; tries < 5; tries++)
            AllFail(5000, NoSchedd);
        _clock.Advance(TimeSpan.FromSeconds(10));
        AllGoOn(5000);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(
            [
                "pod default/p0 (5d6a8f0e-0000-4000-8000-000000000000): condor_submit (exit 1): ERROR: no schedd; "
                    + "tried again later (SchedulerUnreachable)",
                "pods that wait, the first since 2026-03-01T10:00:00Z: 5000. The sidecar tries again by itself. "
                    + "The last failure: condor_submit (exit 1): ERROR: no schedd",
                "pods that go on after 10 s: 5000. This is over: condor_submit (exit 1): ERROR: no schedd",
            ],
            Told
        );
    }

    [Fact]
    public void While_the_queue_cannot_be_seen_the_pods_failures_are_for_developers()
    {
        _waiting.IsOutage = true;
        AllFail(60, NoSchedd);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Told);
        Assert.Equal((60, 60), (_waiting.Failing, _log.Entries.Count));
        AllGoOn(60);
        Assert.Equal(0, _waiting.Failing);
    }

    [Fact]
    public void A_full_disk_is_told_during_an_outage_of_the_schedd_too()
    {
        _waiting.IsOutage = true;
        AllFail(60, FullDisk);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Collection(
            Told,
            line =>
                Assert.EndsWith(
                    "job folder: No space left on device; tried again later (DataFolderUnusable)",
                    line,
                    StringComparison.Ordinal
                ),
            line => Assert.StartsWith("pods that wait, ", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pod_that_fails_for_a_reason_of_its_own_has_a_line_of_its_own()
    {
        AllFail(10, NoSchedd);
        _troubles.CallFailed(Pod(11), new CondorFailure(CondorFailureKind.Failed, "condor_rm", 1, "not the owner"));
        Assert.Equal(2, Told.Length);
        Assert.Contains("default/p11 ", Told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_fails_alone_and_goes_on_is_two_lines_however_often_it_tried()
    {
        for (var tries = 0; tries < 20; tries++)
            AllFail(1, NoSchedd);
        AllGoOn(1);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, Told.Length);
        Assert.StartsWith("pods that go on after ", Told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trouble_that_lasts_for_a_day_is_told_ever_more_rarely()
    {
        AllFail(100, NoSchedd);
        for (var minutes = 0; minutes < 24 * 60; minutes++)
            _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(Told.Length, 5, 12);
    }

    [Fact]
    public void A_journal_that_cannot_be_written_or_read_is_told_in_the_same_way()
    {
        for (var i = 0; i < 500; i++)
        {
            _troubles.NotWritten(Pod(i), "disk full");
            _troubles.Unreadable(Pod(i), "SqliteException", "database is locked");
        }
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, Told.Length);
        for (var i = 0; i < 500; i++)
            _troubles.JournalRead(Pod(i).Uid);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(5, Told.Length); // a read says nothing of writes
        for (var i = 0; i < 500; i++)
            _troubles.JournalWritten(Pod(i).Uid);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(6, Told.Length);
    }

    [Fact]
    public void An_outage_is_told_at_its_begin_with_its_number_of_pods_and_at_its_end()
    {
        var outage = new OutageLines(_waiting, _clock, _log);
        void Polls(int seconds)
        {
            for (var i = 0; i < seconds; i += 5)
            {
                outage.Lasts(Sample.TimedOut);
                _clock.Advance(TimeSpan.FromSeconds(5));
            }
        }
        Polls(5);
        AllFail(60, NoSchedd);
        Polls(300);
        outage.IsOver();
        AllFail(1, NoSchedd); // its call began in the outage
        AllGoOn(60);
        outage.IsOver();
        Assert.Equal(
            [
                "the queue cannot be seen (SchedulerUnreachable): condor_q: no answer in 30 s",
                "the queue has not been seen since 2026-03-01T10:00:00Z (SchedulerUnreachable). Pods that wait for it: 60. "
                    + "condor_q: no answer in 30 s",
                "the queue can be seen again after 5 min. Pods that waited for it and go on: 60",
            ],
            Told
        );
        Assert.False(_waiting.IsOutage);
    }
}
