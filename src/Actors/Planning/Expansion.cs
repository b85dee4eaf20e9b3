using System.Text;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// <c>$(NAME)</c> by the rules of Kubernetes (third_party/forked/golang/expansion): a known name becomes its value, an unknown one stays as
/// it is, <c>$$</c> is a literal <c>$</c> (so <c>$$(NAME)</c> is a literal <c>$(NAME)</c>), anything else is text. One pass: what came out
/// of a variable is not looked at again.
/// </summary>
internal static class Expansion
{
    /// <summary>In commands and arguments, which nobody on the way here has touched.</summary>
    public static string InCommand(string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(text, variables, Unknown, keepBare: false);

    /// <summary>
    /// In the value of a variable: the same, but dollars that stand before no <c>(NAME)</c> are left alone. Kubernetes does not expand what
    /// comes from a Secret or ConfigMap, and here such a value can no longer be told from a written one: a password "pa$$word" must arrive
    /// whole.
    /// </summary>
    public static string InValue(string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(text, variables, Unknown, keepBare: true);

    /// <summary>In a subPathExpr, where an unknown name is a fault: another folder would be mounted.</summary>
    /// <returns>No more than shows that it is too long for a path.</returns>
    /// <exception cref="FieldException">There is no such variable.</exception>
    public static string InPath(string field, string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(
            text,
            variables,
            name => throw new FieldException(field, $"the container has no variable {FieldException.Shown(name)}"),
            keepBare: false,
            most: PathText.LongestPath
        );

    /// <summary>
    /// The bytes that <see cref="InCommand"/> would give, from the bytes of each variable: nothing is built, however large it would be.
    /// </summary>
    public static TextSize SizeInCommand(string text, IReadOnlyDictionary<string, TextSize> sizes) => Measure(text, sizes, keepBare: false);

    /// <summary>Likewise of <see cref="InValue"/>.</summary>
    public static TextSize SizeInValue(string text, IReadOnlyDictionary<string, TextSize> sizes) => Measure(text, sizes, keepBare: true);

    private static string Unknown(string name) => $"$({name})";

    private static string Expand(
        string text,
        IReadOnlyDictionary<string, string> variables,
        Func<string, string> unknown,
        bool keepBare,
        int most = int.MaxValue
    )
    {
        if (!text.Contains('$'))
            return text;
        var result = new StringBuilder();
        foreach (var piece in Pieces(text, keepBare))
            if (result.Length > most)
                break;
            else if (piece.Name is not { } name)
                result.Append(piece.Text.Span);
            else
                result.Append(variables.TryGetValue(name, out var value) ? value : unknown(name));
        return result.ToString();
    }

    private static TextSize Measure(string text, IReadOnlyDictionary<string, TextSize> sizes, bool keepBare)
    {
        if (!text.Contains('$'))
            return TextSize.Of(text);
        var all = default(TextSize);
        foreach (var piece in Pieces(text, keepBare))
            all +=
                piece.Name is not { } name ? TextSize.Of(piece.Text.Span)
                : sizes.TryGetValue(name, out var size) ? size
                : TextSize.Of(Unknown(name));
        return all;
    }

    /// <summary>
    /// Each character is looked at once, however the parentheses stand: a hundred thousand that nothing closes are no work.
    /// </summary>
    private static IEnumerable<(ReadOnlyMemory<char> Text, string? Name)> Pieces(string text, bool keepBare)
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
