namespace HtcondorActors.Actors.Planning;

/// <summary>The only place where text becomes a word of a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>
    /// The word that a shell reads back as exactly <paramref name="text"/>. Between single quotes nothing has a meaning but the single
    /// quote itself (POSIX.1-2017, XCU 2.2.2), which is put between two quoted pieces with a backslash.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which no shell variable, argument or file name can hold.</exception>
    public static string Quote(string text) =>
        text.Contains('\0')
            ? throw new ArgumentException("a NUL cannot be in a shell word", nameof(text))
            : "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
