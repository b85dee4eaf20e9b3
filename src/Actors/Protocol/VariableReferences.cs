using System.Text;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// <c>$(NAME)</c> by the rules of Kubernetes (third_party/forked/golang/expansion): a known name becomes its value, an unknown one stays as
/// it is, <c>$$</c> is a literal <c>$</c> (so <c>$$(NAME)</c> is a literal <c>$(NAME)</c>), anything else is text. One pass: the value of a
/// variable is not expanded again.
/// </summary>
public static class VariableReferences
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$'))
            return text;
        var result = new StringBuilder();
        foreach (var (plain, name) in Pieces(text, keepBare: false))
            if (name is null)
                result.Append(plain.Span);
            else
                result.Append(variables.GetValueOrDefault(name, Written(name)));
        return result.ToString();
    }

    /// <summary>A reference as it is written in the text.</summary>
    public static string Written(string name) => $"$({name})";

    /// <summary>
    /// Splits the text into pieces, each plain text or the name of a variable. Each character is read once, so that a hundred thousand
    /// unclosed parentheses cost no extra time.
    /// </summary>
    /// <param name="text">As written.</param>
    /// <param name="keepBare">Keeps dollars that no <c>(NAME)</c> follows.</param>
    public static IEnumerable<(ReadOnlyMemory<char> Text, string? Name)> Pieces(string text, bool keepBare)
    {
        var lastClose = text.LastIndexOf(')');
        for (var i = 0; i < text.Length; )
        {
            var at = text.IndexOf('$', i);
            if (at != i)
            {
                var end = at < 0 ? text.Length : at;
                yield return (text.AsMemory(i, end - i), null);
                i = end;
                continue;
            }
            var dollars = text.AsSpan(i).IndexOfAnyExcept('$') is var run and >= 0 ? run : text.Length - i;
            var open = i + dollars;
            var isReference = open < lastClose && text[open] == '(';
            yield return (
                text.AsMemory(
                    i,
                    isReference ? dollars / 2
                        : keepBare ? dollars
                        : dollars / 2 + dollars % 2
                ),
                null
            );
            // After an even number of dollars the parenthesis is text, and that text may contain references.
            i = open;
            if (!isReference || dollars % 2 == 0)
                continue;
            var close = text.IndexOf(')', open);
            yield return (default, text[(open + 1)..close]);
            i = close + 1;
        }
    }
}
