namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: the parts of an expression that must all be true, as the tools print them. It divides only at <c>&amp;&amp;</c>, and never
/// inside of <c>||</c>, <c>!</c> or <c>? :</c>, where a part that is false may not matter.
/// </summary>
internal static class Conjuncts
{
    private const int Longest = 64 * 1024;
    private const int Deepest = 200;

    /// <summary>Empty if the expression is too long or too deep.</summary>
    public static IReadOnlyCollection<string> Of(string expression)
    {
        HashSet<string> parts = new(StringComparer.Ordinal);
        return expression.Length <= Longest && Add(Plain(expression), parts, 0) ? parts : [];
    }

    /// <summary>The text with one blank between words, because the tools wrap long expressions.</summary>
    public static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool Add(string text, HashSet<string> parts, int depth)
    {
        text = text.Trim();
        if (depth > Deepest)
            return false;
        var (cuts, isWrapped) = Scan(text);
        if (isWrapped)
            return Add(text[1..^1], parts, depth + 1);
        if (cuts.Count == 0)
        {
            parts.Add(text);
            return true;
        }
        var from = 0;
        foreach (var cut in cuts.Append(text.Length))
        {
            if (!Add(text[from..cut], parts, depth + 1))
                return false;
            from = Math.Min(text.Length, cut + 2);
        }
        return true;
    }

    /// <summary>Where to cut the text, and whether one pair of parentheses is around all of it.</summary>
    private static (List<int> Cuts, bool IsWrapped) Scan(string text)
    {
        var (cuts, depth, isChoice, isWrapped) = (new List<int>(), 0, false, text.StartsWith('('));
        for (var at = 0; at < text.Length; at++)
        {
            var (c, next) = (text[at], at + 1 < text.Length ? text[at + 1] : '\0');
            if (c is '"' or '\'')
                at = EndOfQuoted(text, at);
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}')
                depth--;
            else if (depth == 0 && c == '&' && next == '&')
                cuts.Add(at++);
            // =?= is a comparison
            else if (depth == 0 && ((c == '|' && next == '|') || (c == '?' && !(at > 0 && text[at - 1] == '=' && next == '='))))
                isChoice = true;
            isWrapped = isWrapped && (depth > 0 || at >= text.Length - 1);
        }
        return (isChoice || depth != 0 ? [] : cuts, isWrapped && depth == 0 && text.Length > 2);
    }

    private static int EndOfQuoted(string text, int at)
    {
        var quote = text[at++];
        while (at < text.Length && text[at] != quote)
            at += text[at] == '\\' ? 2 : 1;
        return at;
    }
}
