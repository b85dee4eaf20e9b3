using System.Text;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// <c>$(NAME)</c> by the rules of Kubernetes (third_party/forked/golang/expansion): a known name becomes its value, an unknown one stays as
/// it is, <c>$$</c> is a literal <c>$</c> (so <c>$$(NAME)</c> is a literal <c>$(NAME)</c>), anything else is text. One pass: what came out
/// of a variable is not looked at again.
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

    /// <summary>A reference as it stands in the text.</summary>
    public static string Written(string name) => $"$({name})";

    /// <summary>
    /// The text in pieces, each plain text or the name of a variable. Each character is looked at once, however the parentheses stand: a
    /// hundred thousand that nothing closes are no work.
    /// </summary>
    /// <param name="text">As written.</param>
    /// <param name="keepBare">Dollars that stand before no <c>(NAME)</c> are left alone.</param>
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
            // After an even run the parenthesis is text, and so may hold references of its own.
            i = open;
            if (!isReference || dollars % 2 == 0)
                continue;
            var close = text.IndexOf(')', open);
            yield return (default, text[(open + 1)..close]);
            i = close + 1;
        }
    }
}
