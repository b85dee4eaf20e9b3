using HtcondorActors.Actors.Protocol;

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
            .Select(name => (Name: name, Edits: EditDistance.Between(word.ToUpperInvariant(), name.ToUpperInvariant())))
            // A short word is not half of another one.
            .Where(near => near.Edits <= Math.Min(MostEdits, near.Name.Length / 3))
            .OrderBy(near => near.Edits)
            .Select(near => near.Name)
            .FirstOrDefault();
}
