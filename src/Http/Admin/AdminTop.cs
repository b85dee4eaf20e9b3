using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary><c>GET /admin/v1/top</c>: sums what the pods of each namespace ask for and use.</summary>
internal static class AdminTop
{
    public static IReadOnlyList<AdminParameter> Parameters { get; } = [new("namespace", "Only this namespace.")];

    public static Task HandleAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        AdminParameter.Check(http.Request.Query, Parameters);
        var directory = services.Directory;
        var only = http.Request.Query["namespace"].ToString();
        var pods = directory.Lines().Where(pod => only.Length == 0 || pod.Namespace == only);
        return http.JsonAsync(ReportOf(directory, pods), AdminJson.Wire.TopReport);
    }

    private static TopReport ReportOf(IPodDirectory directory, IEnumerable<IPodLine> pods)
    {
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
            // What the schedd has not told yet is unknown, not 0.
            _cpuSeconds = pod.UsedCpuSeconds is { } seconds ? (_cpuSeconds ?? 0) + seconds : _cpuSeconds;
            _memory = pod.UsedMemoryMiB is { } memory ? (_memory ?? 0) + memory : _memory;
            _known += pod.UsedCpuSeconds is null && pod.UsedMemoryMiB is null ? 0 : 1;
        }

        public NamespaceUse Of(string name) => new(name, _all, _running, _cpuSeconds, _memory, _known);

        private static PodAmounts Plus(PodAmounts sum, IPodLine pod) =>
            new(sum.Pods + 1, sum.Cpus + pod.Cpus, sum.MemoryMiB + pod.MemoryMiB, sum.Gpus + pod.Gpus);
    }
}
