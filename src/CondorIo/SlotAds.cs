using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: reads the slots that condor_status shows with -json, and adds them up. Without a slot its answer is empty. A value that is no
/// number, or is negative, counts as none: one machine with an odd ad must not hide the pool.
/// </summary>
internal static class SlotAds
{
    /// <summary>More would be no pool.</summary>
    private const double Most = 1e12;

    /// <summary>The attribute with the amount of a resource that a slot and its dynamic slots have together.</summary>
    public static string Attribute(string resource) => "TotalSlot" + resource;

    /// <param name="answer">The output of the tool.</param>
    /// <param name="resources">HTCondor's names of the resources besides CPUs and memory.</param>
    /// <exception cref="FormatException">The answer is not a JSON array of slot ads.</exception>
    public static PoolTotals Totals(ReadOnlySpan<byte> answer, IReadOnlyList<string> resources)
    {
        string[] names = ["Cpus", "Memory", .. resources];
        var sums = new double[names.Length];
        var slots = Each(answer, [.. names.Select(Attribute)]);
        foreach (var slot in slots)
            for (var at = 0; at < sums.Length; at++)
                sums[at] = Math.Min(Most, sums[at] + (slot[at] ?? 0));
        return new(
            slots.Count,
            (long)sums[0],
            (long)sums[1],
            resources.Zip(sums.Skip(2)).DistinctBy(each => each.First).ToDictionary(each => each.First, each => (long)each.Second)
        );
    }

    /// <summary>The amounts of each slot, in the order of the attributes; null where there is none.</summary>
    /// <param name="answer">The output of the tool.</param>
    /// <param name="attributes">The wanted attributes.</param>
    /// <exception cref="FormatException">The answer is not a JSON array of slot ads.</exception>
    public static IReadOnlyList<double?[]> Each(ReadOnlySpan<byte> answer, IReadOnlyList<string> attributes)
    {
        List<double?[]> slots = [];
        try
        {
            // The amounts are at depth 2. No limit on nesting, because it would make a whole answer unreadable for one odd ad.
            var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = int.MaxValue });
            if (answer.IndexOfAnyExcept(" \t\r\n"u8) >= 0 && !(reader.Read() && reader.TokenType == JsonTokenType.StartArray))
                throw CondorOutput.NotThat("a JSON array of slot ads");
            while (answer.Length > 0 && reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.StartObject)
                    slots.Add(new double?[attributes.Count]);
                else if (reader.CurrentDepth == 1 && reader.TokenType != JsonTokenType.EndObject)
                    throw CondorOutput.NotThat("a JSON array of slot ads");
                else if (reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.PropertyName)
                    Take(ref reader, attributes, slots[^1]);
            }
        }
        catch (JsonException)
        {
            throw CondorOutput.NotThat("a JSON array of slot ads");
        }
        return slots;
    }

    private static void Take(ref Utf8JsonReader reader, IReadOnlyList<string> attributes, double?[] slot)
    {
        // ClassAds ignore the case of a name, and a machine may write its own. None of the names is ever escaped.
        var name = reader.ValueIsEscaped ? "" : reader.GetString()!;
        var at = 0;
        while (at < attributes.Count && !name.Equals(attributes[at], StringComparison.OrdinalIgnoreCase))
            at++;
        reader.Read();
        if (
            at < slot.Length
            && reader.TokenType == JsonTokenType.Number
            && reader.TryGetDouble(out var amount)
            && amount is >= 0 and <= Most
        )
            slot[at] = amount;
        else
            reader.Skip();
    }
}
