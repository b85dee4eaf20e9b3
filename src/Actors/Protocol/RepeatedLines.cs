namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Decides which of many equal lines is logged: one in ten minutes, with the number of those that were left out. Callers choose the
/// reasons, so their number is bounded: further ones are counted together until old ones end.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="most">How many reasons are told apart.</param>
/// <param name="equal">Which reasons are equal; null: by their own rule.</param>
public sealed class RepeatedLines<TReason>(TimeProvider clock, int most, IEqualityComparer<TReason>? equal = null)
    where TReason : notnull
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private sealed class Told
    {
        /// <summary>When the last line was logged; null: none so far.</summary>
        public long? At { get; set; }
        public int More { get; set; }
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<TReason, Told> _told = new(equal);
    private readonly Told _others = new();

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
                told = _others;
                if (_told.Count < most)
                    _told[reason] = told = new Told();
            }
            if (IsQuiet(told))
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
            if (!IsQuiet(told))
                _told.Remove(reason);
    }

    private bool IsQuiet(Told told) => told.At is { } at && clock.GetElapsedTime(at) < Quiet;
}
