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

    /// <summary>
    /// For the administrator's own expressions, which may be anything that condor_submit accepts. True if the text closes only its own
    /// parentheses and strings, so that it cannot change the expression around it.
    /// </summary>
    public static bool IsClosed(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && (i = EndOfString(text, i)) < 0)
                return false;
            if (text[i] == '(')
                depth++;
            if (text[i] == ')' && --depth < 0)
                return false;
        }
        return depth == 0;
    }

    private static int EndOfString(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i;
            if (text[i] == '\\')
                i++;
        }
        return -1;
    }
}
