using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

internal enum ExpressionWordKind
{
    Name,
    Value,
    Operator,
    Mark,
}

/// <param name="At">The position of the word, counted from 1.</param>
internal readonly record struct ExpressionWord(ExpressionWordKind Kind, string Text, int At);

/// <summary>Splits an expression into words of the subset and refuses all other characters.</summary>
internal static partial class SubmitExpressionWords
{
    /// <exception cref="FormatException">The text contains something outside the subset.</exception>
    public static IReadOnlyList<ExpressionWord> Of(string text)
    {
        List<ExpressionWord> words = [];
        for (var at = 0; at < text.Length; )
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }
            var match = Word().Match(text, at);
            if (!match.Success)
                throw new FormatException($"has something at character {at + 1} that may not be in it");
            words.Add(new ExpressionWord(KindOf(match), match.Value, at + 1));
            at += match.Length;
        }
        return words;
    }

    private static ExpressionWordKind KindOf(Match match) =>
        match.Groups["name"].Success ? ExpressionWordKind.Name
        : match.Groups["value"].Success ? ExpressionWordKind.Value
        : match.Groups["operator"].Success ? ExpressionWordKind.Operator
        : ExpressionWordKind.Mark;

    // Numbers: 010 and 10K are refused by condor_submit too; HTCondor reads more than 64 bits as 0. Strings: printable
    // ASCII without quote, backslash and dollar.
    [GeneratedRegex(
        """
            \G(?: (?<name> [A-Za-z_][A-Za-z0-9_]* (?:\.[A-Za-z_][A-Za-z0-9_]*)* )(?![A-Za-z0-9_.])
              | (?<value> (?:0|[1-9][0-9]{0,17}) (?:\.[0-9]{1,17})? (?:[eE][+-]?[0-9]{1,2})? )(?![A-Za-z0-9_.])
              | (?<value> "[\x20\x21\x23\x25-\x5B\x5D-\x7E]*" )
              | (?<operator> =\?= | =!= | == | != | <= | >= | && | \|\| | [<>!+*/%-] )
              | (?<mark> [(){},?:] ))
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant
    )]
    private static partial Regex Word();
}
