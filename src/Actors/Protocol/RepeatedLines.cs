namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Decides which of many equal lines is logged: one in ten minutes, with the number of those that were left out. Callers choose the
/// reasons, so their number is bounded: further ones are counted together until old ones end.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="most">How many reasons are told apart.</param>
public sealed class RepeatedLines<TReason>(TimeProvider clock, int most)
    where TReason : notnull
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private sealed class Told(long at)
    {
        public long At { get; set; } = at;
        public int More { get; set; }
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<TReason, Told> _told = [];
    private readonly Told _others = new(0);

    /// <param name="reason">Lines with equal reasons count as one.</param>
    /// <param name="more">How many lines were left out since the last such line.</param>
    /// <returns>True if the line must be logged.</returns>
    public bool IsDue(TReason reason, out int more)
    {
        lock (_gate)
        {
            more = 0;
            if (!_told.TryGetValue(reason, out var told))
            {
                if (_told.Count >= most)
                    RemoveOld();
                if (_told.Count < most)
                {
                    _told[reason] = new Told(clock.GetTimestamp());
                    return true;
                }
                told = _others;
            }
            if (clock.GetElapsedTime(told.At) < Quiet)
            {
                told.More++;
                return false;
            }
            (more, told.More, told.At) = (told.More, 0, clock.GetTimestamp());
            return true;
        }
    }

    private void RemoveOld()
    {
        foreach (var (reason, told) in _told)
            if (clock.GetElapsedTime(told.At) >= Quiet)
                _told.Remove(reason);
    }
}
