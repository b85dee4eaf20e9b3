using System.Collections.Concurrent;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>
/// What is wrong with this sidecar now: one line for each source of trouble. The answer to a ping shows it. That answer is 200 even while
/// there are entries, because a refused ping makes Kubernetes evict every pod of the node.
/// </summary>
/// <param name="clock">Shows since when a source is in trouble.</param>
public sealed class HealthBoard(TimeProvider clock)
{
    /// <summary>The source whose trouble is that the journal cannot be written. No pod can be accepted then.</summary>
    internal const string Journal = "journal";

    /// <summary>The source whose trouble is that no pod answers.</summary>
    internal const string Pods = "pods";

    private readonly ConcurrentDictionary<string, HealthTrouble> _troubles = new(StringComparer.Ordinal);

    /// <param name="source">The part that is in trouble, such as <c>queue-poller</c> or <c>journal</c>. A later report of the same source
    /// replaces the words of the earlier one, but not its time. Callers without a token see the name.</param>
    /// <param name="trouble">One short line for an administrator. No secrets and no text of a pod: the ping's answer becomes part of the
    /// Kubernetes node.</param>
    /// <returns>False if the same trouble was reported already. Reporters log the trouble only if it is new.</returns>
    public bool Report(string source, string trouble)
    {
        while (true)
        {
            if (_troubles.TryAdd(source, new HealthTrouble(source, trouble, clock.GetUtcNow())))
                return true;
            if (!_troubles.TryGetValue(source, out var before))
                continue;
            if (before.Words == trouble)
                return false;
            if (_troubles.TryUpdate(source, before with { Words = trouble }, before))
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

    /// <summary>The present troubles, in the order of the sources' names.</summary>
    // ConcurrentDictionary's own ToArray: LINQ's first counts and then copies, and fails if a trouble is reported in between.
    internal IReadOnlyList<HealthTrouble> Troubles =>
        [.. _troubles.ToArray().Select(entry => entry.Value).OrderBy(trouble => trouble.Source, StringComparer.Ordinal)];

    /// <summary><c>ok</c>, or <c>degraded: SOURCE: TROUBLE, since TIME; ...</c> in the order of the sources' names.</summary>
    public string Status => Troubles is { Count: > 0 } troubles ? "degraded: " + string.Join("; ", troubles) : "ok";
}
