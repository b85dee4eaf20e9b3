using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>The named points of the sidecar's code at which it is to die (ADR 6), in an order that the seed gives; each once, then all anew.</summary>
internal sealed class DeathPoints(Random order)
{
    private static readonly string[] Facts = ["SubmitIntended", "ReleaseDecided", "JobVoided", "PodFinished", "JobLeft", "DeletionAsked", "PodDeleted"];
    private static readonly string[] Effects =
        ["WriteFiles", "Submit", "Look", "Release", "RemoveLosers", "StartWatching", "ReadRun", "Acknowledge", "StopWatching", "RemoveAll", "RemoveFiles", "ForgetEvents", "Passivate"];

    /// <summary>A process dies at one only, the first that it comes to: so rare ones need not be waited for.</summary>
    private const int AtOnce = 10;

    private readonly List<string> _left = [];
    private readonly Dictionary<string, int> _died = [];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Facts.SelectMany(fact => (string[])[$"before-persist {fact}", $"after-persist {fact}"]),
        "after-reply PodCreated", "after-reply DeletionAccepted",
        .. Effects.Select(effect => $"before-act {effect}"),
        .. Tools.Names.SelectMany(tool => (string[])[$"before-call {tool}", $"during-call {tool}", $"after-call {tool}"]),
    ];

    /// <summary>How many different ones, and how often in all.</summary>
    public (int Different, int Times) Died { get { lock (_left) return (_died.Count, _died.Values.Sum()); } }

    public IEnumerable<string> NeverDiedAt { get { lock (_left) return [.. All.Except(_died.Keys)]; } }

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
}
