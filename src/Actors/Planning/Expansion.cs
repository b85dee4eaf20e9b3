using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary><see cref="VariableReferences"/> in the places of a pod where the kubelet expands them.</summary>
internal static class Expansion
{
    /// <summary>In commands and arguments, which nobody on the way here has touched.</summary>
    public static string InCommand(string text, IReadOnlyDictionary<string, string> variables) =>
        VariableReferences.Expand(text, variables);

    /// <summary>
    /// In the value of a variable: the same, but dollars that stand before no <c>(NAME)</c> are left alone. Kubernetes does not expand what
    /// comes from a Secret or ConfigMap, and here such a value can no longer be told from a written one: a password "pa$$word" must arrive
    /// whole.
    /// </summary>
    public static string InValue(string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(text, variables, VariableReferences.Written, keepBare: true);

    /// <summary>In a subPathExpr, where an unknown name is a fault: another folder would be mounted.</summary>
    /// <returns>No more than shows that it is too long for a path; null: there is no such variable, which was told.</returns>
    public static string? InPath(string field, string text, IReadOnlyDictionary<string, string> variables, FieldFaults faults)
    {
        var before = faults.Added;
        var path = Expand(
            text,
            variables,
            name => faults.Add(field, $"the container has no variable {OneLine.Quoted(name)}", ""),
            keepBare: false,
            most: PathText.LongestPath
        );
        return faults.Added == before ? path : null;
    }

    /// <summary>
    /// The bytes that <see cref="InCommand"/> would give, from the bytes of each variable: nothing is built, however large it would be.
    /// </summary>
    public static TextSize SizeInCommand(string text, IReadOnlyDictionary<string, TextSize> sizes) => Measure(text, sizes, keepBare: false);

    /// <summary>Likewise of <see cref="InValue"/>.</summary>
    public static TextSize SizeInValue(string text, IReadOnlyDictionary<string, TextSize> sizes) => Measure(text, sizes, keepBare: true);

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
        foreach (var piece in VariableReferences.Pieces(text, keepBare))
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
        foreach (var piece in VariableReferences.Pieces(text, keepBare))
            all +=
                piece.Name is not { } name ? TextSize.Of(piece.Text.Span)
                : sizes.TryGetValue(name, out var size) ? size
                : TextSize.Of(VariableReferences.Written(name));
        return all;
    }
}
