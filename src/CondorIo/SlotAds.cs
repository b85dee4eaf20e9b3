using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: adds up the slots that condor_status shows with -json. Without a slot its answer is empty. A value that is no number, or is
/// negative, counts as none: one machine with an odd ad must not hide the pool.
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
        var (sums, slots) = (new double[names.Length], 0);
        try
        {
            // The amounts are at depth 2. No limit on nesting, because it would make a whole answer unreadable for one odd ad.
            var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = int.MaxValue });
            if (answer.IndexOfAnyExcept(" \t\r\n"u8) >= 0 && !(reader.Read() && reader.TokenType == JsonTokenType.StartArray))
                throw CondorOutput.NotThat("a JSON array of slot ads");
            while (answer.Length > 0 && reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.StartObject)
                    slots++;
                else if (reader.CurrentDepth == 1 && reader.TokenType != JsonTokenType.EndObject)
                    throw CondorOutput.NotThat("a JSON array of slot ads");
                else if (reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.PropertyName)
                    Add(ref reader, names, sums);
            }
        }
        catch (JsonException)
        {
            throw CondorOutput.NotThat("a JSON array of slot ads");
        }
        return new(
            slots,
            (long)sums[0],
            (long)sums[1],
            resources.Zip(sums.Skip(2)).DistinctBy(each => each.First).ToDictionary(each => each.First, each => (long)each.Second)
        );
    }

    private static void Add(ref Utf8JsonReader reader, string[] names, double[] sums)
    {
        // ClassAds ignore the case of a name, and a machine may write its own. None of the names is ever escaped.
        var name = reader.ValueIsEscaped ? "" : reader.GetString()!;
        var at = Array.FindIndex(names, each => name.Equals(Attribute(each), StringComparison.OrdinalIgnoreCase));
        reader.Read();
        if (at >= 0 && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var amount) && amount is >= 0 and <= Most)
            sums[at] = Math.Min(Most, sums[at] + amount);
        else
            reader.Skip();
    }
}
