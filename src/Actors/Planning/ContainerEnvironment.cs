using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A container's environment as the kubelet makes it: entry by entry, a later one of the same name wins. What a value's <c>$(NAME)</c>
/// means was settled by the Virtual Kubelet, which sends the entries in any order (docs/interlink-protocol.md, "Environment variables"): so
/// a value stays as it is. Only where the Virtual Kubelet is told not to (<see cref="SitePolicy.ExpandEnvValues"/>) it means here what was
/// set before it.
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>All variables by name.</summary>
    /// <param name="field">Of the container.</param>
    /// <param name="container">Its entries.</param>
    /// <param name="around">For resourceFieldRefs, and who expands values.</param>
    public static ContainerVariables Of(string field, ContainerSpec container, PlanContext around)
    {
        var (site, faults, before) = (around.Site, around.Faults, around.Faults.Added);
        // Optional ones that are not there were left out before: a program that gets less than it must have would run wrongly.
        foreach (var missing in container.UnresolvedEnvFrom)
            faults.Add($"{field}.envFrom", $"{OneLine.Quoted(missing)} did not come with the request");
        var sizes = new Dictionary<string, TextSize>(StringComparer.Ordinal);
        var written = new string[container.Env.Count];
        var all = default(TextSize);
        for (var i = 0; i < written.Length; i++)
        {
            var entry = container.Env[i];
            if (entry.Name.Length == 0)
                faults.Add($"{field}.env[{i}].name", "missing");
            else if (!IsName(entry.Name))
                faults.Add($"{field}.env[{i}].name", $"{OneLine.Quoted(entry.Name)} is not the name of an environment variable");
            written[i] = entry switch
            {
                { Amount: { } amount } => ResourceReferences.Of($"{field}.env[{i}].valueFrom.resourceFieldRef", amount, container, around),
                { Unresolved: { } unknown } => faults.Add(
                    $"{field}.env[{i}].valueFrom",
                    $"{OneLine.Quoted(unknown)} did not come with the request and is not known here",
                    ""
                ),
                _ => entry.Value,
            };
            if (written[i].Contains('\0'))
                faults.Add($"{field}.env[{i}].value", "has a NUL character in it");
            var size = site.ExpandEnvValues ? Expansion.SizeInValue(written[i], sizes) : TextSize.Of(written[i]);
            // A value that is too long counts as empty from here on: a value that refers to it is not at fault.
            if (size.Bytes > ExecSizeLimit.LongestString)
                size = faults.Add($"{field}.env[{i}].value", ExecSizeLimit.TooLong(size.Bytes), default(TextSize));
            sizes[entry.Name] = size;
            all += ExecSizeLimit.OfVariable(entry.Name, size);
        }
        ExecSizeLimit.RequireOfLinux($"{field}.env", container, "variables", all, faults);
        around.Size.Take($"{field}.env", all.Bytes);
        if (faults.Added > before || around.Size.IsExceeded)
            return ContainerVariables.Unknown;

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < written.Length; i++)
            values[container.Env[i].Name] = site.ExpandEnvValues ? Expansion.InValue(written[i], values) : written[i];
        return new ContainerVariables(values, sizes, all);
    }

    /// <summary>Each as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<string> Given(IReadOnlyDictionary<string, string> variables) =>
        [.. variables.Select(v => $"{v.Key}={v.Value}")];

    /// <summary>The text itself. It is in no message: it may be a secret.</summary>
    public static string WithoutNul(string field, string text, FieldFaults faults) =>
        text.Contains('\0') ? faults.Add(field, "has a NUL character in it", "") : text;

    // Kubernetes 1.34 takes every printable ASCII character but "=".
    private static bool IsName(string name) => name.Length > 0 && name.All(c => c is >= ' ' and <= '~' and not '=');
}

/// <summary>A container's variables: by name, with the size of each, and what they come to for a program.</summary>
internal sealed record ContainerVariables(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, TextSize> Sizes,
    TextSize Size
)
{
    /// <summary>Something is wrong with them, which was told. Nothing is put into other text then.</summary>
    public static ContainerVariables Unknown { get; } =
        new(new Dictionary<string, string>(), new Dictionary<string, TextSize>(), default) { AreKnown = false };

    public bool AreKnown { get; private init; } = true;
}

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
