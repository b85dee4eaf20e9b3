namespace HtcondorActors.Actors.Planning;

/// <summary>The only place where text becomes a word of a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>
    /// The word that a shell reads as exactly <paramref name="text"/>. Between single quotes only the single quote itself is special
    /// (POSIX.1-2017, XCU 2.2.2); it is written with a backslash between two quoted pieces.
    /// </summary>
    /// <exception cref="ArgumentException">The text contains a NUL, which no shell variable, argument or file name can contain.</exception>
    public static string Quote(string text) =>
        text.Contains('\0')
            ? throw new ArgumentException("a NUL cannot be in a shell word", nameof(text))
            : "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
