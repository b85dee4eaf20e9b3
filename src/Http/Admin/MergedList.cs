using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// The list of the pods of several nodes in one order. Each node gives its own list in this order, in parts, and the list takes the first
/// pod of all parts each time. Only the part of each node that is not used up is in memory.
/// </summary>
internal sealed class MergedList(PodOrder order, IReadOnlyList<MergedList.Source> sources)
{
    /// <summary>The list of one node.</summary>
    /// <param name="name">The node, in words.</param>
    /// <param name="part">Gets the next part: the first one with null, then with the token of the part before.</param>
    internal sealed class Source(string name, Func<string?, Task<PodListPage>> part)
    {
        private string? _token;
        private bool _isOver;

        public Queue<IPodLine> Ready { get; } = [];

        /// <summary>How many pods follow after those that are ready.</summary>
        public int Remaining { get; private set; }

        /// <summary>How many pods of this node may be missing.</summary>
        public int Unread { get; private set; }

        /// <summary>Why pods of this node are missing; null if none are.</summary>
        public string? Trouble { get; private set; }

        /// <summary>Gets the next part if none is ready. A node that cannot give it gives nothing from then on.</summary>
        public async Task FillAsync()
        {
            try
            {
                // All pods of a part may have gone meanwhile.
                while (Ready.Count == 0 && !_isOver)
                {
                    var page = await part(_token);
                    foreach (var pod in page.Items)
                        Ready.Enqueue(pod);
                    (_token, _isOver, Remaining, Unread) = (page.Continue, page.Continue is null, page.Remaining, page.Unread ?? 0);
                }
            }
            catch (NodeSilentException silent)
            {
                (_isOver, Remaining, Unread) = (true, 0, Unread + Math.Max(Remaining, silent.Pods));
                Trouble = AllPods.MissingPods(name, silent.Message);
            }
        }
    }

    // While a pod moves, two nodes may have it.
    private readonly HashSet<PodUid> _given = [];

    /// <summary>Why pods are missing in the list so far.</summary>
    public IEnumerable<string> Troubles => sources.Select(source => source.Trouble).OfType<string>();

    /// <summary>The next pods.</summary>
    /// <param name="limit">So many at most.</param>
    /// <returns>The pods, how many follow, and how many may be missing.</returns>
    public async Task<(IReadOnlyList<IPodLine> Items, int Remaining, int Unread)> NextAsync(int limit)
    {
        var items = new List<IPodLine>();
        while (items.Count < limit)
        {
            await Task.WhenAll(sources.Select(source => source.FillAsync()));
            var first = sources.Where(source => source.Ready.Count > 0).MinBy(source => source.Ready.Peek(), order);
            if (first is null)
                break;
            var pod = first.Ready.Dequeue();
            if (_given.Add(pod.Uid))
                items.Add(pod);
        }
        return (items, sources.Sum(source => source.Ready.Count + source.Remaining), sources.Sum(source => source.Unread));
    }
}
