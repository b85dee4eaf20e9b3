using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>
/// A scheduler whose time only the story lets go on. However long that is, a timer fires once in it: as in a process that was frozen.
/// (Akka's TestScheduler drops what is put off until the same moment as something that fires just then.)
/// </summary>
public sealed class StoryScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    private readonly PriorityQueue<Item, (TimeSpan Due, long Number)> _items = new();
    private TimeSpan _now;
    private long _numbers;

    private sealed record Item(Action Fire, TimeSpan? Again, ICancelable? Cancelable);

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => _now;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => _now;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch + _now;

    /// <summary>Lets time go on, and fires what is due by then.</summary>
    public void Advance(TimeSpan time)
    {
        _now += time;
        List<Item> again = [];
        while (_items.TryPeek(out var item, out var at) && at.Due <= _now)
        {
            _items.Dequeue();
            if (item.Cancelable is { IsCancellationRequested: true })
                continue;
            item.Fire();
            if (item.Again is not null)
                again.Add(item);
        }
        foreach (var item in again)
            Put(item.Again!.Value, item);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay,
        ICanTell receiver,
        object message,
        IActorRef sender,
        ICancelable? cancelable
    ) => Put(delay, new Item(() => receiver.Tell(message, sender), null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay,
        TimeSpan interval,
        ICanTell receiver,
        object message,
        IActorRef sender,
        ICancelable? cancelable
    ) => Put(initialDelay, new Item(() => receiver.Tell(message, sender), interval, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Put(delay, new Item(action, null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Put(delay, new Item(action.Run, null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Put(initialDelay, new Item(action, interval, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay,
        TimeSpan interval,
        IRunnable action,
        ICancelable? cancelable
    ) => Put(initialDelay, new Item(action.Run, interval, cancelable));

    private void Put(TimeSpan delay, Item item) => _items.Enqueue(item, (_now + delay, _numbers++));
}
