namespace HtcondorActors.CondorIo;

/// <summary>
/// The alphabet of everything that reaches a submit file: <c>A-Z a-z 0-9 . _ / @ : + -</c>. A submit file has no escape for a newline, for
/// <c>$(X)</c> or for a trailing backslash, and the rows of a queue table are split at blanks and commas. So a value outside the alphabet
/// can only be refused.
/// </summary>
internal static class SafeWord
{
    public static bool Is(string? text) =>
        text is { Length: > 0 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '@' or ':' or '+' or '-');

    /// <summary>
    /// True for a file name without folders. A colon is refused, because HTCondor would take the part before it for the scheme of a URL.
    /// </summary>
    public static bool IsFileName(string? text) =>
        Is(text) && !text!.Contains('/') && !text.Contains(':') && text is not ("." or "..") && text[0] is not '-';

    public static bool IsAbsolutePath(string? text) => Is(text) && text![0] == '/';
}
