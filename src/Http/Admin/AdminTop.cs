using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary><c>GET /admin/v1/top</c>: sums what the pods of each namespace ask for and use.</summary>
internal static class AdminTop
{
    public static IReadOnlyList<AdminParameter> Parameters { get; } = [new("namespace", "Only this namespace.")];

    public static async Task HandleAsync(HttpContext http, AdminCaller caller, AdminServices services) =>
        await http.JsonAsync(await services.Pods.TopAsync(http.Request, http.Warn), AdminJson.Wire.TopReport);

    /// <summary>The report of one node.</summary>
    /// <param name="directory">Its pods.</param>
    /// <param name="only">A namespace; empty: all.</param>
    public static TopReport ReportOf(IPodDirectory directory, string only)
    {
        var pods = directory.Lines().Where(pod => only.Length == 0 || pod.Namespace == only);
        var spaces = new SortedDictionary<string, Sums>(StringComparer.Ordinal);
        var total = new Sums();
        foreach (var pod in pods.Where(pod => pod.Stage < PodStage.Succeeded))
        {
            total.Add(pod);
            if (!spaces.TryGetValue(pod.Namespace, out var own))
                spaces[pod.Namespace] = own = new Sums();
            own.Add(pod);
        }
        return new(
            directory.QueueSeenAt,
            directory.QueueTrouble,
            PodListings.UnreadOf(directory),
            total.Of("*"),
            [.. spaces.Select(space => space.Value.Of(space.Key))]
        );
    }

    /// <summary>The pods of two nodes together.</summary>
    public static TopReport Sum(TopReport one, TopReport other) =>
        one with
        {
            Unread = (one.Unread ?? 0) + (other.Unread ?? 0) is > 0 and var unread ? unread : null,
            Total = Sum(one.Total, other.Total),
            Namespaces =
            [
                .. one
                    .Namespaces.Concat(other.Namespaces)
                    .GroupBy(space => space.Namespace, StringComparer.Ordinal)
                    .Select(same => same.Aggregate(Sum))
                    .OrderBy(space => space.Namespace, StringComparer.Ordinal),
            ],
        };

    private static NamespaceUse Sum(NamespaceUse one, NamespaceUse other) =>
        new(
            one.Namespace,
            Sum(one.All, other.All),
            Sum(one.Running, other.Running),
            SumOfKnown(one.UsedCpuSeconds, other.UsedCpuSeconds),
            SumOfKnown(one.UsedMemoryMiB, other.UsedMemoryMiB),
            one.UsedPods + other.UsedPods
        );

    private static PodAmounts Sum(PodAmounts one, PodAmounts other) =>
        new(one.Pods + other.Pods, one.Cpus + other.Cpus, one.MemoryMiB + other.MemoryMiB, one.Gpus + other.Gpus);

    /// <summary>What the schedd has not told yet is unknown, not 0.</summary>
    private static long? SumOfKnown(long? one, long? other) => one is null ? other : one + (other ?? 0);

    private sealed class Sums
    {
        private PodAmounts _all = new(0, 0, 0, 0);
        private PodAmounts _running = new(0, 0, 0, 0);
        private long? _cpuSeconds;
        private long? _memory;
        private int _known;

        public void Add(IPodLine pod)
        {
            _all = Plus(_all, pod);
            if (pod.Stage is not (PodStage.Running or PodStage.Suspended))
                return;
            _running = Plus(_running, pod);
            (_cpuSeconds, _memory) = (SumOfKnown(_cpuSeconds, pod.UsedCpuSeconds), SumOfKnown(_memory, pod.UsedMemoryMiB));
            _known += pod.UsedCpuSeconds is null && pod.UsedMemoryMiB is null ? 0 : 1;
        }

        public NamespaceUse Of(string name) => new(name, _all, _running, _cpuSeconds, _memory, _known);

        private static PodAmounts Plus(PodAmounts sum, IPodLine pod) =>
            new(sum.Pods + 1, sum.Cpus + pod.Cpus, sum.MemoryMiB + pod.MemoryMiB, sum.Gpus + pod.Gpus);
    }
}
