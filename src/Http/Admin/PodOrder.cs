using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>Pure: an order of pods. Pods that are equal in it are in the order of namespace, name and UID.</summary>
/// <param name="KeyOf">What is compared first.</param>
/// <param name="IsReversed">True for the largest first.</param>
internal sealed record PodOrder(Func<IPodLine, PodOrder.Key> KeyOf, bool IsReversed)
{
    /// <summary>A number or a text; the other one is the same for all pods.</summary>
    public readonly record struct Key(long Number, string Text = "");

    private static readonly (string Name, Func<IPodLine, Key> KeyOf)[] All =
    [
        ("namespace", _ => new(0)),
        ("name", pod => new(0, pod.Name)),
        ("since", pod => new(pod.Since.UtcTicks)),
        ("accepted", pod => new(pod.AcceptedAt?.UtcTicks ?? long.MaxValue)),
        ("stage", pod => new((long)pod.Stage)),
        ("reason", pod => new(0, pod.Reason)),
        ("restarts", pod => new(pod.Restarts)),
        ("job", pod => new(JobNumber(pod.JobId))),
        ("cpus", pod => new(pod.Cpus)),
        ("memory", pod => new(pod.MemoryMiB)),
        ("usedMemory", pod => new(pod.UsedMemoryMiB ?? 0)),
        ("usedCpu", pod => new(pod.UsedCpuSeconds ?? 0)),
        ("nextTry", pod => new(pod.NextTryAt?.UtcTicks ?? long.MaxValue)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(order => order.Name)];

    public static PodOrder Default { get; } = new(All[0].KeyOf, IsReversed: false);

    /// <exception cref="AdminFault">400: no such order.</exception>
    public static PodOrder Parse(string text)
    {
        var isReversed = text.StartsWith('-');
        var name = isReversed ? text[1..] : text;
        return All.FirstOrDefault(order => order.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { KeyOf: { } keyOf }
            ? new(keyOf, isReversed)
            : throw AdminParameter.Wrong("sort", text, "one of " + string.Join(", ", Names));
    }

    /// <summary>The UIDs of the pods in this order.</summary>
    public PodUid[] Sorted(IEnumerable<IPodLine> pods)
    {
        // Only what is compared is kept of each pod, because there may be a hundred thousand.
        var rows = new List<Row>();
        foreach (var pod in pods)
            rows.Add(new(KeyOf(pod), pod.Namespace, pod.Name, pod.Uid));
        rows.Sort(Compare);
        return [.. rows.Select(row => row.Uid)];
    }

    private int Compare(Row left, Row right)
    {
        var order = left.Key.Number.CompareTo(right.Key.Number);
        if (order == 0)
            order = string.CompareOrdinal(left.Key.Text, right.Key.Text);
        if (order != 0)
            return IsReversed ? -order : order;
        order = string.CompareOrdinal(left.Namespace, right.Namespace);
        if (order == 0)
            order = string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Uid.Value, right.Uid.Value);
    }

    private static long JobNumber(string? job) =>
        job?.Split('.') is [var cluster, var proc]
        && long.TryParse(cluster, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(proc, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? (number << 20) + part
            : long.MaxValue;

    private readonly record struct Row(Key Key, string Namespace, string Name, PodUid Uid);
}
