namespace HtcondorActors.CondorIo;

/// <summary>
/// The one quoting function for ClassAd expressions of others. It parses a safe subset, writes it in normal form, and refuses everything
/// else. The result can be put in parentheses without ending them: it is a complete expression (grammar: <see
/// cref="SubmitExpressionReader"/>) on one line, and contains nothing that a submit file expands (<c>$</c>), or takes for an escape
/// (<c>\</c>) or a comment.
/// </summary>
public static class SubmitExpression
{
    public const int Longest = 1000;

    /// <summary>
    /// The same expression with its words separated by one blank, so that HTCondor's own tokenizer cannot read it differently.
    /// </summary>
    /// <exception cref="FormatException">The text is outside the subset; the message says what is wrong and where.</exception>
    public static string Read(string text)
    {
        if (text.Length > Longest)
            throw new FormatException($"is longer than {Longest} characters");
        var words = SubmitExpressionWords.Of(text);
        new SubmitExpressionReader(words).ReadWhole();
        return string.Join(' ', words.Select(word => word.Text));
    }
}
