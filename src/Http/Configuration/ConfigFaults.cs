using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Configuration;

/// <summary>What is wrong with values that are good each for itself, or with what a value names.</summary>
/// <param name="Key">The key at whose place the fault is reported.</param>
/// <param name="Words">What is wrong.</param>
/// <param name="With">Other keys that the fault depends on.</param>
internal sealed record ConfigFault(string Key, string Words, params string[] With)
{
    /// <summary>The fault may go away by itself: a file, or what names the groups, cannot be read now.</summary>
    public bool MayPass { get; init; }
}

/// <summary>All faults of one configuration. Each is one line: where, which key, what is given, what is expected.</summary>
internal sealed class ConfigFaults
{
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _wrong = [];
    private int _passing;
    private readonly Dictionary<string, string> _places = [];

    /// <summary>The lines in the order in which the faults were found. A key may be any text, so each is made safe to print.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(OneLine.Of)];

    public int Count => _lines.Count;

    /// <summary>True if there are faults, and all of them may go away by themselves.</summary>
    public bool MayPass => _passing > 0 && _passing == _lines.Count;

    /// <summary>A fault of the file as a whole.</summary>
    public void Add(string line) => _lines.Add(line);

    /// <summary>A value that its key does not take, or a part of one.</summary>
    /// <param name="entry">As written.</param>
    /// <param name="words">What is wrong.</param>
    /// <param name="meant">The key that a mistyped one was meant to be: its value is not known.</param>
    public void Add(ConfigEntry entry, string words, string? meant = null)
    {
        _lines.Add($"{entry.Origin}: {entry.Key}: {words}");
        var outermost = entry.Key.Split('.', '[')[0];
        _wrong.Add(outermost == entry.Key ? meant ?? outermost : outermost);
    }

    /// <summary>Remembers where a key was given. The last place wins, as its value does.</summary>
    public void Given(ConfigEntry entry) => _places[entry.Key] = entry.Origin;

    /// <summary>Adds a fault unless a key that it depends on is wrong already: its value is not the one that was meant.</summary>
    public void Add(ConfigFault fault)
    {
        if (_wrong.Contains(fault.Key) || fault.With.Any(_wrong.Contains))
            return;
        _lines.Add($"{Place(fault)}{fault.Key}: {fault.Words}");
        _passing += fault.MayPass ? 1 : 0;
    }

    private string Place(ConfigFault fault) =>
        fault.With.Prepend(fault.Key).Select(key => _places.GetValueOrDefault(key)).FirstOrDefault(place => place is not null) is { } given
            ? given + ": "
            : "";
}
