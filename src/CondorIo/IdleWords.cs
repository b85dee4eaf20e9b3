using System.Globalization;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: makes one sentence of the analysis of an idle job. The analysis shows the pool as it is now, so a slot that is too full, or that
/// drains, looks like one that never fits. "No slot fits" is said only where the slots' total amounts, or a requirement that has nothing
/// to do with the slots' load, prove it.
/// </summary>
internal static partial class IdleWords
{
    private const int LongestCondition = 200;
    private const int MostRequests = 4;

    /// <param name="job">The analysis.</param>
    /// <param name="pool">What the slots have; null if that is not known.</param>
    /// <returns>Null if the analysis says nothing.</returns>
    public static IdleReason? Of(MatchAnalysis job, SlotAmounts? pool)
    {
        if (job.Slots == 0)
            return null;
        if (job.RejectedByJob == job.Slots)
            return NoneFits(job, pool);
        if (job.Fitting == 0)
            return new(
                $"no slot takes the job now: {job.RejectedByJob} of {job.Slots} do not meet its requirements, and {job.RejectedBySlot} "
                    + "refuse it by requirements of their own (START, draining)",
                NoSlotFits: false
            );
        return new(
            $"{job.Fitting} of {job.Slots} slots fit; " + (AreBusy(job, pool) ? "all are busy" : "the job waits for its turn"),
            NoSlotFits: false
        );
    }

    private static IdleReason NoneFits(MatchAnalysis job, SlotAmounts? pool)
    {
        var tooMuch = job.Requests.Where(request => pool?.Largest(request.Key) is { } most && request.Value > most).ToArray();
        if (tooMuch.Length > 0)
            return new(
                $"0 of {job.Slots} slots fit: "
                    + string.Join(
                        "; ",
                        tooMuch.Take(MostRequests).Select(request => TooMuch(request.Key, request.Value, pool!.Largest(request.Key)!.Value))
                    ),
                NoSlotFits: true
            );
        var isCompared = pool is { Slots.Count: > 0 } && job.Requests.Keys.All(name => pool.Largest(name) is not null);
        if (isCompared && job.Requests.Count > 1 && !pool!.HasSlotWith(job.Requests, isFree: false))
            return new(
                $"0 of {job.Slots} slots fit: no slot has at once "
                    + string.Join(", ", job.Requests.Select(request => Amount(request.Key, request.Value))),
                NoSlotFits: true
            );
        var condition = job.Unmet.FirstOrDefault(words => !words.Contains("Request", StringComparison.OrdinalIgnoreCase));
        if (condition is null)
            return new($"0 of {job.Slots} slots meet the job's requirements now", NoSlotFits: false);
        var isLasting = !OfLoad().IsMatch(condition);
        return new(
            $"0 of {job.Slots} slots fit{(isLasting ? "" : " now")}: none meets {SafeLine.Within(condition, LongestCondition)}",
            NoSlotFits: isLasting
        );
    }

    private static bool AreBusy(MatchAnalysis job, SlotAmounts? pool) =>
        job.Serving + job.IfDrained == job.Fitting
        || (pool is { Slots.Count: > 0 } && job.Requests.Count > 0 && !pool.HasSlotWith(job.Requests, isFree: true));

    private static string TooMuch(string name, long asked, double largest)
    {
        if (largest < 1)
            return $"asks {Amount(name, asked)}, no slot has any";
        var (unit, size) = UnitOf(name);
        // Two amounts that differ must not read alike.
        var inGiB = unit.Length > 0 && asked * size >= 1 && GiB(asked * size) != GiB(largest * size);
        return inGiB
            ? $"asks {GiB(asked * size)} {WordOf(name)}, the largest slot has {GiB(largest * size)}"
            : $"asks {Amount(name, asked)}, the largest slot has {Plain(Math.Floor(largest))}{(unit.Length > 0 ? " " + unit : "")}";
    }

    private static string Amount(string name, long amount)
    {
        var (unit, size) = UnitOf(name);
        return unit.Length == 0 ? $"{amount} {WordOf(name)}"
            : amount * size >= 1 && Math.Abs(amount * size * 10 % 1) < 1e-9 ? $"{GiB(amount * size)} {WordOf(name)}"
            : $"{amount} {unit} {WordOf(name)}";
    }

    /// <summary>The unit of the attribute, and how many GiB one of it is.</summary>
    private static (string Unit, double Size) UnitOf(string name) =>
        name.ToUpperInvariant() switch
        {
            "MEMORY" => ("MiB", 1 / 1024.0),
            "DISK" => ("KiB", 1 / 1024.0 / 1024.0),
            _ => ("", 0),
        };

    private static string WordOf(string name) =>
        name.ToUpperInvariant() switch
        {
            "CPUS" => "CPUs",
            "MEMORY" => "memory",
            "DISK" => "disk",
            "GPUS" => "GPUs",
            _ => name,
        };

    private static string GiB(double amount) => Plain(Math.Round(amount, 1)) + " GiB";

    private static string Plain(double amount) => amount.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Attributes and functions that change with the slots' load, or with time.</summary>
    [GeneratedRegex(
        @"\b(Cpus|Memory|Disk|GPUs|State|Activity|Offline|IsOwner|WithinResourceLimits|Slot[A-Za-z]*|Child[A-Za-z]*|Num[A-Za-z]*|"
            + @"Recent[A-Za-z]*|Entered[A-Za-z]*|Remote[A-Za-z]*|Virtual[A-Za-z]*|"
            + @"[A-Za-z]*(Avail|Load|Idle|Time|Clock|Drain|Free|Used|Usage)[A-Za-z]*)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex OfLoad();
}
