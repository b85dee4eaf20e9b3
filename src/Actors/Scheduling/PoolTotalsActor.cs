using Akka.Actor;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Asks for the pool's totals at long intervals and shows them on the board, so that no ping waits for the collector. After a failure the
/// former totals stay, and the ping says so.
/// </summary>
internal sealed class PoolTotalsActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <summary>
    /// A fall is shown only when all answers for this time have it. After a restart of the collector the slots report one by one, within
    /// five minutes (UPDATE_INTERVAL), and a smaller node would have no room for its pods.
    /// </summary>
    private static readonly TimeSpan FallIsTrueAfter = TimeSpan.FromMinutes(15);

    private readonly TimeSpan _interval;
    private readonly CondorBoard _board;
    private readonly TimeProvider _clock;
    private long? _fellAt;

    /// <param name="scheduler">The port.</param>
    /// <param name="resources">HTCondor's names of the resources besides CPUs and memory.</param>
    /// <param name="board">Gets the totals.</param>
    /// <param name="limit">The tool has a limit of its own. A query that takes longer than this hangs, and the next one follows.</param>
    /// <param name="options">The interval.</param>
    /// <param name="clock">The time for the limit.</param>
    /// <param name="now">The wall clock, because the time of the totals is shown.</param>
    /// <param name="trouble">Reports that the totals are old or unknown; null reports that they are not.</param>
    public PoolTotalsActor(
        ICondorScheduler scheduler,
        IReadOnlyList<string> resources,
        CondorBoard board,
        TimeSpan limit,
        ActorsOptions options,
        TimeProvider clock,
        Func<DateTimeOffset> now,
        Action<string?> trouble
    )
    {
        (_interval, _board, _clock) = (options.Node.PoolInterval, board, clock);
        var again = options.RetryAtMost < _interval ? options.RetryAtMost : _interval;
        Receive<Tick>(_ => scheduler.PoolAsync(resources, CancellationToken.None).WaitAsync(limit, clock).PipeTo(Self));
        Receive<PoolQuery>(query =>
        {
            if (query.Totals is { } totals && !IsDoubtful(totals))
                board.ShowPool(totals, now());
            trouble(query.Failure is { } failure ? $"{WordsOf(board)} ({failure.Program}: {failure.Kind})" : null);
            Await(query.Failure is null ? _interval : again);
        });
        Receive<Status.Failure>(failed =>
        {
            trouble($"{WordsOf(board)} ({failed.Cause.GetType().Name})");
            Await(again);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    private static string WordsOf(CondorBoard board) =>
        board.Pool is var (_, at)
            ? $"the pool cannot be asked, its totals are those of {UtcTime.Of(at)}"
            : "the pool cannot be asked, its totals are unknown";

    private bool IsDoubtful(PoolTotals totals)
    {
        if (_board.Pool is not var (shown, _) || !totals.IsLessThan(shown))
            _fellAt = null;
        else
            _fellAt ??= _clock.GetTimestamp();
        return _fellAt is { } began && _clock.GetElapsedTime(began) < FallIsTrueAfter;
    }

    private void Await(TimeSpan time) => Timers.StartSingleTimer(nameof(Tick), new Tick(), time);
}
