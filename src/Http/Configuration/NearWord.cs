namespace HtcondorActors.Http.Configuration;

/// <summary>Pure: finds the known word that a mistyped one was meant to be.</summary>
internal static class NearWord
{
    /// <summary>More differing characters than this make another word.</summary>
    private const int MostEdits = 2;

    /// <returns>The nearest known word, or null when none is near. Upper and lower case do not count.</returns>
    public static string? Of(string word, IEnumerable<string> known) =>
        known
            .Where(name => Math.Abs(name.Length - word.Length) <= MostEdits)
            .Select(name => (Name: name, Edits: Edits(word.ToUpperInvariant(), name.ToUpperInvariant())))
            // A short word is not half of another one.
            .Where(near => near.Edits <= Math.Min(MostEdits, near.Name.Length / 3))
            .OrderBy(near => near.Edits)
            .Select(near => near.Name)
            .FirstOrDefault();

    /// <summary>Levenshtein's distance: characters to insert, delete or exchange.</summary>
    private static int Edits(string from, string to)
    {
        var before = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var (i, letter) in from.Index())
        {
            var row = new int[to.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
                row[j + 1] = Math.Min(Math.Min(row[j], before[j + 1]) + 1, before[j] + (letter == to[j] ? 0 : 1));
            before = row;
        }
        return before[^1];
    }
}
