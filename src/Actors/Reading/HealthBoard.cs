using System.Collections.Concurrent;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// What is wrong with this sidecar now: one line for each source of trouble. The answer to a ping shows it. That answer is 200 even while
/// there are entries, because a refused ping makes Kubernetes evict every pod of the node.
/// </summary>
public sealed class HealthBoard
{
    private readonly ConcurrentDictionary<string, string> _troubles = new(StringComparer.Ordinal);

    /// <param name="source">The part that is in trouble, such as <c>queue-poller</c> or <c>journal</c>. A later report of the same source
    /// replaces the earlier one.</param>
    /// <param name="trouble">One short line for an administrator. No secrets and no text of a pod: the ping's answer becomes part of the
    /// Kubernetes node.</param>
    /// <returns>False if the same trouble was reported already. Reporters log the trouble only if it is new.</returns>
    public bool Report(string source, string trouble)
    {
        while (true)
        {
            if (_troubles.TryAdd(source, trouble))
                return true;
            if (!_troubles.TryGetValue(source, out var before))
                continue;
            if (before == trouble)
                return false;
            if (_troubles.TryUpdate(source, trouble, before))
                return true;
        }
    }

    /// <returns>True if there was an entry.</returns>
    public bool Clear(string source) => _troubles.TryRemove(source, out _);

    /// <summary>Returns a reporter for one source. It takes the trouble in words, or null when the trouble is over.</summary>
    internal Action<string?> Of(string source) =>
        trouble =>
        {
            if (trouble is null)
                Clear(source);
            else
                Report(source, trouble);
        };

    /// <summary><c>ok</c>, or <c>degraded: SOURCE: TROUBLE; ...</c> in the order of the sources' names.</summary>
    public string Status
    {
        get
        {
            // ConcurrentDictionary's own ToArray: LINQ's first counts and then copies, and fails if a trouble is reported in between.
            var troubles = _troubles.ToArray();
            if (troubles.Length == 0)
                return "ok";
            var lines = troubles.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value}");
            return "degraded: " + string.Join("; ", lines);
        }
    }
}
