namespace HtcondorActors.CondorIo;

/// <summary>
/// The alphabet of everything that reaches a submit file: <c>A-Z a-z 0-9 . _ / @ : + -</c>. In a submit file there is no
/// escape for a newline, for <c>$(X)</c> or for a trailing backslash, and the rows of a queue table are split at blanks and
/// commas: a value outside the alphabet can only be refused.
/// </summary>
internal static class SafeWord
{
    public static bool Is(string? text) =>
        text is { Length: > 0 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '@' or ':' or '+' or '-');

    /// <summary>A file name without folders. A colon is not taken: HTCondor would see the scheme of a URL.</summary>
    public static bool IsFileName(string? text) =>
        Is(text) && !text!.Contains('/') && !text.Contains(':') && text is not ("." or "..") && text[0] is not '-';

    public static bool IsAbsolutePath(string? text) => Is(text) && text![0] == '/';
}
