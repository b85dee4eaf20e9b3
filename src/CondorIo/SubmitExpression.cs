namespace HtcondorActors.CondorIo;

/// <summary>
/// The one quoting function for ClassAd expressions of others: a safe subset is read and written anew, all else is refused. What it
/// gives can stand between parentheses of ours and never ends them: it is whole (grammar: <see cref="SubmitExpressionReader"/>),
/// on one line, and has nothing in it that a submit file expands (<c>$</c>), takes for an escape (<c>\</c>) or for a comment.
/// </summary>
public static class SubmitExpression
{
    public const int Longest = 1000;

    /// <summary>The same expression, its words apart by one blank: how HTCondor would cut them plays no part.</summary>
    /// <exception cref="FormatException">It is outside the subset; the message says what is wrong and where.</exception>
    public static string Read(string text)
    {
        if (text.Length > Longest)
            throw new FormatException($"is longer than {Longest} characters");
        var words = SubmitExpressionWords.Of(text);
        new SubmitExpressionReader(words).ReadWhole();
        return string.Join(' ', words.Select(word => word.Text));
    }

    /// <summary>
    /// For the administrator's own expressions, which may be anything that condor_submit takes: do they end no parenthesis but
    /// their own, and no string? What is written around them then stays outside.
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
