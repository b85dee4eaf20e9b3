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
}
