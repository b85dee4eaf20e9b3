using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <param name="At">The character, counted from 1, at which the fault shows.</param>
internal readonly record struct ClassAdFault(string Words, int At);

/// <summary>
/// Tells whether condor_submit takes a text as a ClassAd expression: an administrator's own, which may be any
/// (<see cref="SubmitExpression"/> is for those of others). A text with a macro is not judged, because condor_submit expands
/// the macro first.
/// </summary>
internal static partial class ClassAdSyntax
{
    /// <summary>Null, or what is wrong and at which character: "has no closing ) at character 17".</summary>
    public static string? FaultOf(string text)
    {
        var trimmed = text.TrimEnd(' ');
        return Macro().IsMatch(text) ? null : Line(new ClassAdReader(trimmed).FaultOfWhole(), trimmed.Length);
    }

    /// <summary>The same for a text that stands between two parentheses of a longer expression. It must not end them.</summary>
    public static string? FaultOfPart(string text)
    {
        if (Macro().IsMatch(text))
            return IsClosed(text) ? null : "does not close all its parentheses and quotes, and no others";
        return new ClassAdReader($"({text})").FaultOfParentheses() is { } fault
            ? Line(fault with { At = fault.At - 1 }, text.Length)
            : null;
    }

    private static string? Line(ClassAdFault? fault, int length) =>
        fault is not var (words, at) ? null
        : at > length ? $"{words} at its end"
        : $"{words} at character {at}";

    /// <summary>All that can be said of a text with a macro.</summary>
    private static bool IsClosed(string text)
    {
        var depth = 0;
        var isQuoted = false;
        for (var i = 0; i < text.Length && depth >= 0; i++)
            if (text[i] == '"' && (!isQuoted || text[i - 1] != '\\'))
                isQuoted = !isQuoted;
            else if (!isQuoted && text[i] is ('(' or ')'))
                depth += text[i] == '(' ? 1 : -1;
        return depth == 0 && !isQuoted;
    }

    /// <summary><c>$(NAME)</c>, <c>$$(NAME)</c>, <c>$ENV(NAME)</c> and their like.</summary>
    [GeneratedRegex(@"\$[A-Za-z0-9_]*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}
