using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The pool's totals, asked for at intervals by the test's scheduler.</summary>
public sealed class PoolTotalsActorSpecs : TestKit
{
    private static readonly CondorFailure TimedOut = new(CondorFailureKind.TimedOut, "condor_status", null, "did not end");
    private readonly ScriptedScheduler _scheduler = new();
    private readonly CondorBoard _board = new();
    private volatile string? _trouble = "not said yet";

    [Fact]
    public void The_totals_are_shown_with_their_time_and_again_when_they_change()
    {
        _scheduler.Pool = () => Task.FromResult(Totals(8));
        Start();
        AwaitCondition(() => _board.Pool is var (totals, at) && totals.Cpus == 8 && at == DateTimeOffset.UnixEpoch && _trouble is null);
        _scheduler.Pool = () => Task.FromResult(Totals(16));
        AwaitCondition(() => _board.Pool?.Totals.Cpus == 16);
        Assert.All(_scheduler.Calls, call => Assert.Equal(["GPUs"], call.Items));
    }

    [Fact]
    public void A_collector_that_has_just_started_and_knows_a_part_of_the_pool_makes_the_node_no_smaller()
    {
        var clock = new FakeTimeProvider();
        _scheduler.Pool = () => Task.FromResult(Totals(16));
        Start(clock);
        AwaitCondition(() => _board.Pool?.Totals.Cpus == 16);
        _scheduler.Pool = () => Task.FromResult(Totals(8));
        AwaitMoreQuestions();
        Assert.Equal(16, _board.Pool?.Totals.Cpus);
        clock.Advance(TimeSpan.FromMinutes(14));
        AwaitMoreQuestions();
        Assert.Equal(16, _board.Pool?.Totals.Cpus);
        clock.Advance(TimeSpan.FromMinutes(2));
        AwaitCondition(() => _board.Pool?.Totals.Cpus == 8); // the pool is really smaller
    }

    private void AwaitMoreQuestions()
    {
        var before = _scheduler.Calls.Count;
        AwaitCondition(() => _scheduler.Calls.Count >= before + 3);
    }

    [Fact]
    public void A_collector_that_fails_is_said_and_the_former_totals_stay()
    {
        _scheduler.Pool = () => Task.FromResult(PoolQuery.CannotTell(TimedOut));
        Start();
        AwaitCondition(() => _trouble == "the pool cannot be asked, its totals are unknown (condor_status: TimedOut)");
        Assert.Null(_board.Pool);
        _scheduler.Pool = () => Task.FromResult(Totals(8));
        AwaitCondition(() => _trouble is null);
        _scheduler.Pool = () => Task.FromException<PoolQuery>(new IOException("x"));
        AwaitCondition(() => _trouble == "the pool cannot be asked, its totals are those of 1970-01-01T00:00:00Z (IOException)");
        Assert.Equal(8, _board.Pool?.Totals.Cpus);
    }

    private void Start(TimeProvider? clock = null)
    {
        var options = new ActorsOptions
        {
            DataRootFolder = "/d",
            Node = new NodeOptions { PoolInterval = TimeSpan.FromMilliseconds(20) },
        };
        Action<string?> trouble = words => _trouble = words;
        var time = clock ?? TimeProvider.System;
        Func<DateTimeOffset> now = () => DateTimeOffset.UnixEpoch;
        Sys.ActorOf(
            Props.Create(() =>
                new PoolTotalsActor(_scheduler, new[] { "GPUs" }, _board, TimeSpan.FromMinutes(1), options, time, now, trouble)
            )
        );
    }

    private static PoolQuery Totals(long cpus) =>
        PoolQuery.Of(new PoolTotals(1, cpus, 1024, new Dictionary<string, long> { ["GPUs"] = 0 }));
}
