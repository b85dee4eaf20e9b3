using System.Globalization;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.ChaosRun;

/// <summary>The named points of the sidecar's code at which it is to die (ADR 6), in an order that the seed gives; each once, then all
/// anew.</summary>
/// <param name="tools">Those that it calls.</param>
internal sealed class DeathPoints(IReadOnlyList<string> tools, Random order)
{
    /// <summary>A process dies at one only, the first that it comes to: so rare ones need not be waited for.</summary>
    private const int AtOnce = 10;

    private readonly List<string> _left = [];
    private readonly Dictionary<string, int> _died = [];

    public IReadOnlyList<string> All { get; } = Of(tools);

    /// <summary>Every fact, every reply of a pod and every effect that there is, and every tool.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> tools) =>
        [
            .. Kinds(typeof(DurableFact)).SelectMany(fact => (string[])[$"before-persist {fact}", $"after-persist {fact}"]),
            // A caller that is refused alone changes nothing of the pod: there is nothing to lose.
            .. Kinds(typeof(CreateReply))
                .Concat(Kinds(typeof(DeleteReply)))
                .Where(reply => reply is not (nameof(PodInvalid) or nameof(PodIsAnother)))
                .Select(reply => $"after-reply {reply}"),
            .. Kinds(typeof(PodEffect)).Select(effect => $"before-act {effect}"),
            .. tools.SelectMany(tool => (string[])[$"before-call {tool}", $"during-call {tool}", $"after-call {tool}"]),
        ];

    /// <summary>How many different ones, and how often in all.</summary>
    public (int Different, int Times) Died
    {
        get
        {
            lock (_left)
                return (_died.Count, _died.Values.Sum());
        }
    }

    public IEnumerable<string> NeverDiedAt
    {
        get
        {
            lock (_left)
                return [.. All.Except(_died.Keys)];
        }
    }

    /// <summary>For the sidecar's environment: the next few.</summary>
    public string Next()
    {
        lock (_left)
        {
            if (_left.Count == 0)
            {
                var all = All.ToArray();
                order.Shuffle(all);
                _left.AddRange(all);
            }
            var next = _left.Take(AtOnce).ToArray();
            // Those at which nobody comes by come again later.
            _left.RemoveRange(0, next.Length);
            _left.AddRange(next);
            return string.Join(',', next.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point} {order.Next(1, 3)}")));
        }
    }

    public void DiedAt(string point)
    {
        lock (_left)
        {
            _died[point] = _died.GetValueOrDefault(point) + 1;
            _left.Remove(point);
        }
    }

    private static IEnumerable<string> Kinds(Type of) =>
        of
            .Assembly.GetTypes()
            .Where(kind => kind.IsSubclassOf(of) && !kind.IsAbstract)
            .Select(kind => kind.Name)
            .Order(StringComparer.Ordinal);
}
