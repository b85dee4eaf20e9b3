using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>Pure: an order of pods. Pods that are equal in it are in the order of namespace, name and UID.</summary>
/// <param name="Name">Its name in a request.</param>
/// <param name="KeyOf">What is compared first.</param>
/// <param name="IsReversed">True for the largest first.</param>
internal sealed record PodOrder(string Name, Func<IPodLine, PodOrder.Key> KeyOf, bool IsReversed) : IComparer<IPodLine>
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

    // What BriefPods leaves out.
    private static readonly string[] InWholeOnly = ["accepted", "cpus", "memory", "usedMemory", "usedCpu", "nextTry"];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(order => order.Name)];

    public static PodOrder Default { get; } = new(All[0].Name, All[0].KeyOf, IsReversed: false);

    /// <exception cref="AdminFault">400: no such order.</exception>
    public static PodOrder Parse(string text)
    {
        var isReversed = text.StartsWith('-');
        var name = isReversed ? text[1..] : text;
        return All.FirstOrDefault(order => order.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { KeyOf: { } keyOf }
            ? new(name, keyOf, isReversed)
            : throw AdminParameter.Wrong("sort", text, "one of " + string.Join(", ", Names));
    }

    /// <summary>True if the pods of a brief list have the value that this order compares first.</summary>
    public bool IsInBrief => !InWholeOnly.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Compares two pods as <see cref="Sorted"/> does.</summary>
    public int Compare(IPodLine? left, IPodLine? right)
    {
        var order = Compare(KeyOf(left!), KeyOf(right!));
        if (order != 0)
            return order;
        order = string.CompareOrdinal(left!.Namespace, right!.Namespace);
        if (order == 0)
            order = string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Uid.Value, right.Uid.Value);
    }

    /// <summary>The UIDs of the pods in this order.</summary>
    public PodUid[] Sorted(IEnumerable<IPodLine> pods)
    {
        // Only what is compared is kept of each pod, because there may be a hundred thousand. Texts lie all over the memory, so a row has
        // the namespace as a number, and the beginning of the name in itself.
        var rows = new List<Row>();
        var spaces = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (!spaces.TryGetValue(pod.Namespace, out var space))
                spaces[pod.Namespace] = space = spaces.Count;
            rows.Add(new(KeyOf(pod), space, Beginning(pod.Name, 0), Beginning(pod.Name, 8), pod.Name, pod.Uid));
        }
        var ranks = new int[spaces.Count];
        foreach (var (rank, (_, space)) in spaces.OrderBy(space => space.Key, StringComparer.Ordinal).Index())
            ranks[space] = rank;
        rows.Sort((left, right) => Compare(left, right, ranks));
        return [.. rows.Select(row => row.Uid)];
    }

    private int Compare(in Key left, in Key right)
    {
        var order = left.Number.CompareTo(right.Number);
        if (order == 0 && !ReferenceEquals(left.Text, right.Text))
            order = string.CompareOrdinal(left.Text, right.Text);
        return IsReversed ? -order : order;
    }

    private int Compare(in Row left, in Row right, int[] ranks)
    {
        var order = Compare(left.Key, right.Key);
        if (order != 0)
            return order;
        order = ranks[left.Space].CompareTo(ranks[right.Space]);
        if (order == 0)
            order = left.Name8.CompareTo(right.Name8);
        if (order == 0)
            order = left.Name16.CompareTo(right.Name16);
        if (order == 0)
            order = string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Uid.Value, right.Uid.Value);
    }

    // Eight characters as a number of the same order. A character that does not fit into a byte is the largest, and so are all after it:
    // then the whole name decides.
    private static ulong Beginning(string text, int from)
    {
        var number = 0UL;
        var isFull = from > 0 && text.AsSpan(0, Math.Min(from, text.Length)).ContainsAnyExceptInRange('\0', '\u00fe');
        for (var i = from; i < from + 8; i++)
        {
            isFull |= i < text.Length && text[i] > 0xfe;
            number =
                (number << 8)
                | (
                    isFull ? 0xff
                    : i < text.Length ? (byte)text[i]
                    : 0UL
                );
        }
        return number;
    }

    private static long JobNumber(string? job) =>
        job?.Split('.') is [var cluster, var proc]
        && long.TryParse(cluster, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(proc, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? (number << 20) + part
            : long.MaxValue;

    private readonly record struct Row(Key Key, int Space, ulong Name8, ulong Name16, string Name, PodUid Uid);
}
