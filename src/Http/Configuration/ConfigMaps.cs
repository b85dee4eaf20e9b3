using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Configuration;

/// <summary>Keys that take more than one value: a map of lines, and a list of maps with keys of their own.</summary>
internal static partial class ConfigMaps
{
    /// <param name="name">The key.</param>
    /// <param name="meaning">What the key does.</param>
    /// <param name="expects">What the map is, in words.</param>
    /// <param name="set">Where it goes.</param>
    /// <param name="faultOf">What is wrong with an entry (key, value), in words; null: nothing.</param>
    public static ConfigKey<T> Lines<T>(
        string name,
        string meaning,
        string expects,
        Func<T, IReadOnlyDictionary<string, string>, T> set,
        Func<string, string, string?> faultOf
    )
        where T : class =>
        new(
            name,
            meaning,
            expects,
            (config, entry, faults) =>
            {
                if (entry.Value.Kind != ConfigKind.Map)
                    return Refused(config, entry, expects, faults);
                var lines = new Dictionary<string, string>();
                foreach (var part in entry.Value.Parts)
                {
                    var isLine = part.Value.IsSingle && !part.Value.Text.Any(char.IsControl);
                    var fault = isLine ? faultOf(part.Key, part.Value.Text) : $"{part.Value.Given}, one line of text is expected";
                    if (fault is null)
                        lines.Add(part.Key, part.Value.Text);
                    else
                        faults.Add(part with { Key = $"{entry.Key}.{part.Key}" }, fault);
                }
                return set(config, lines);
            }
        );

    /// <param name="name">The key.</param>
    /// <param name="meaning">What the key does.</param>
    /// <param name="keys">Those of each map.</param>
    /// <param name="blank">A map that says nothing.</param>
    /// <param name="set">Where they go.</param>
    /// <param name="missing">The key that a map must have and has not, or null.</param>
    public static ConfigKey<T> List<T, TItem>(
        string name,
        string meaning,
        IReadOnlyList<ConfigKey<TItem>> keys,
        TItem blank,
        Func<T, IReadOnlyList<TItem>, T> set,
        Func<TItem, string?> missing
    )
        where T : class
        where TItem : class
    {
        var expects = "a list of maps with the keys " + string.Join(", ", keys.Select(key => key.Name));
        return new(
            name,
            meaning,
            expects,
            (config, entry, faults) =>
            {
                if (entry.Value.Kind != ConfigKind.List)
                    return Refused(config, entry, expects, faults);
                var items = new List<TItem>();
                foreach (var part in entry.Value.Parts.Select(part => part with { Key = entry.Key + part.Key }))
                {
                    if (part.Value.Kind != ConfigKind.Map)
                    {
                        Refused(config, part, "a map", faults);
                        continue;
                    }
                    var before = faults.Count;
                    var item = part.Value.Parts.Aggregate(blank, (made, own) => Set(keys, made, own, part.Key + ".", faults));
                    if (faults.Count == before && missing(item) is { } key)
                        faults.Add(part with { Key = $"{part.Key}.{key}" }, "missing");
                    items.Add(item);
                }
                return set(config, items);
            }
        );
    }

    /// <summary>One entry, by the key that it is for.</summary>
    /// <param name="keys">The known ones.</param>
    /// <param name="config">What it goes into.</param>
    /// <param name="entry">As written.</param>
    /// <param name="path">What stands before its key in a fault line.</param>
    /// <param name="faults">Where a fault is added.</param>
    public static T Set<T>(IReadOnlyList<ConfigKey<T>> keys, T config, ConfigEntry entry, string path, ConfigFaults faults)
        where T : class
    {
        var named = entry with { Key = path + entry.Key };
        if (keys.FirstOrDefault(key => key.Name == entry.Key) is { } known)
            return entry.Value.Kind == ConfigKind.Nothing ? config : known.Set(config, named, faults);
        if (!KeyWord().IsMatch(entry.Key))
        {
            // Another file than the configuration was named, perhaps one with secrets.
            faults.Add(entry with { Key = path + "(a key that is no word)" }, "no such key");
            return config;
        }
        var near = NearWord.Of(entry.Key, keys.Select(key => key.Name));
        faults.Add(named, near is null ? "no such key" : $"no such key; did you mean {near}?", meant: near);
        return config;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,63}\z")]
    private static partial Regex KeyWord();

    private static T Refused<T>(T config, ConfigEntry entry, string expects, ConfigFaults faults)
    {
        faults.Add(entry, $"{entry.Value.Given}, {expects} is expected");
        return config;
    }
}
