using System.Text;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// <c>$(NAME)</c> by the rules of Kubernetes (third_party/forked/golang/expansion): a known name becomes its value, an unknown one stays as it is,
/// <c>$$</c> is a literal <c>$</c> (so <c>$$(NAME)</c> is a literal <c>$(NAME)</c>), anything else is text. One pass: what came out of a variable is not looked at again.
/// </summary>
internal static class Expansion
{
    /// <summary>In commands and arguments, which nobody on the way here has touched.</summary>
    public static string InCommand(string text, IReadOnlyDictionary<string, string> variables) => Expand(text, variables, Unknown, keepBare: false);

    /// <summary>
    /// In the value of a variable: the same, but dollars that stand before no <c>(NAME)</c> are left alone. Kubernetes does not expand what comes
    /// from a Secret or ConfigMap, and here such a value can no longer be told from a written one: a password "pa$$word" must arrive whole.
    /// </summary>
    public static string InValue(string text, IReadOnlyDictionary<string, string> variables) => Expand(text, variables, Unknown, keepBare: true);

    /// <summary>In a subPathExpr, where an unknown name is a fault: another folder would be mounted.</summary>
    /// <exception cref="FieldException">There is no such variable.</exception>
    public static string InPath(string field, string text, IReadOnlyDictionary<string, string> variables) => Expand(
        text, variables, name => throw new FieldException(field, $"the container has no variable {FieldException.Shown(name)}"), keepBare: false);

    private static string Unknown(string name) => $"$({name})";

    private static string Expand(string text, IReadOnlyDictionary<string, string> variables, Func<string, string> unknown, bool keepBare)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var dollars = text.AsSpan(i).IndexOfAnyExcept('$') is var run and >= 0 ? run : text.Length - i;
            var open = i + dollars;
            var close = dollars > 0 && open < text.Length && text[open] == '(' ? text.IndexOf(')', open) : -1;
            if (close < 0)
            {
                result.Append('$', keepBare ? dollars : dollars / 2 + dollars % 2);
                if (open < text.Length) result.Append(text[open]);
                i = open + 1;
            }
            else
            {
                result.Append('$', dollars / 2);
                var name = text[(open + 1)..close];
                if (dollars % 2 == 1) result.Append(variables.TryGetValue(name, out var value) ? value : unknown(name));
                // After an even run the parenthesis is text, and so may hold references of its own.
                i = dollars % 2 == 1 ? close + 1 : open;
            }
        }
        return result.ToString();
    }
}
