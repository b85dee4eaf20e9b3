using System.Text;

namespace HtcondorActors.Cli.Manifests;

/// <summary><c>$(NAME)</c> in env values, by Kubernetes' rules: <c>$$</c> is a dollar sign, an unknown name stays as written.</summary>
internal static class VariableReferences
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var expanded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var close = next == '(' ? text.IndexOf(')', i) : -1;
            if (text[i] != '$' || (next != '$' && close < 0))
                expanded.Append(text[i]);
            else if (next == '$')
                (_, i) = (expanded.Append('$'), i + 1);
            else
            {
                expanded.Append(variables.GetValueOrDefault(text[(i + 2)..close], text[i..(close + 1)]));
                i = close;
            }
        }
        return expanded.ToString();
    }
}
