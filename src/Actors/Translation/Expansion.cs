using System.Text;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// <c>$(NAME)</c> in commands, arguments and env values, by the rules of Kubernetes (third_party/forked/golang/expansion): a known name
/// becomes its value, an unknown one stays as it is, <c>$$</c> is a literal <c>$</c> wherever it stands, anything else is text. One pass: what came
/// out of a variable is not looked at again.
/// </summary>
internal static class Expansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$')) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var close = text[i] == '$' && next == '(' ? text.IndexOf(')', i + 2) : -1;
            if (close >= 0)
            {
                var name = text[(i + 2)..close];
                result.Append(variables.TryGetValue(name, out var value) ? value : $"$({name})");
                i = close;
            }
            else
            {
                result.Append(text[i]);
                if (text[i] == '$' && next == '$') i++;
            }
        }
        return result.ToString();
    }
}
