namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>Names of variables, also those that are made at run time.</summary>
internal static class NamePattern
{
    /// <summary>The name with K, N and M for what is only known at run time; null if nothing else is in it.</summary>
    public static string? Of(string name)
    {
        if (!name.Any(char.IsAsciiLetter))
            return null;
        var letters = new Queue<char>("KNM");
        return string.Concat(name.Select(c => c == ShellScanner.Hole ? letters.Dequeue() : c));
    }

    /// <summary>The runner's own names are lower case.</summary>
    public static bool IsOfTheEnvironment(string name) =>
        name.StartsWith("_CONDOR", StringComparison.Ordinal) || !name.Any(char.IsAsciiLetterLower);

    /// <summary>Can two patterns be the same name? What the shell puts in has no underscore; behind a "c" it is a number.</summary>
    public static bool IsSame(string one, string other)
    {
        if (one == other)
            return true;
        string[] first = one.Split('_'),
            second = other.Split('_');
        // So it is at the end.
        return first.Length == second.Length
            && (IsHole(first[^1]) ? IsNumber(second[^1]) : !IsHole(second[^1]) || IsNumber(first[^1]))
            && first.Zip(second).All(pair => IsSamePiece(pair.First, pair.Second));
    }

    private static bool IsSamePiece(string one, string other) =>
        one == other || IsHole(one) || IsHole(other) || (IsOfContainer(one) && IsOfContainer(other));

    private static bool IsNumber(string piece) => IsHole(piece) || piece.All(char.IsAsciiDigit);

    private static bool IsHole(string piece) => piece is "K" or "N" or "M";

    private static bool IsOfContainer(string piece) =>
        piece == "cK" || (piece.Length > 1 && piece[0] == 'c' && piece[1..].All(char.IsAsciiDigit));
}
