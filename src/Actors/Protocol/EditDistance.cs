namespace HtcondorActors.Actors.Protocol;

/// <summary>The Levenshtein distance of two words: how many characters to insert, delete or exchange.</summary>
public static class EditDistance
{
    /// <summary>Bounds the work for a word from outside: the rest of it is ignored.</summary>
    private const int LongestLooked = 64;

    public static int Between(string from, string to)
    {
        from = from.Length > LongestLooked ? from[..LongestLooked] : from;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[to.Length];
    }
}
