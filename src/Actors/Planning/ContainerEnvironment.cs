using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Builds a container's environment as the kubelet does: entry by entry, and a later entry of the same name wins. The Virtual Kubelet has
/// already expanded <c>$(NAME)</c> in values, and sends the entries in any order (docs/interlink-protocol.md, "Environment variables"). So
/// values stay as they are. Only if the Virtual Kubelet is configured not to expand them (<see cref="SitePolicy.ExpandEnvValues"/>), a
/// reference is expanded here from the entries before it.
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>All variables by name.</summary>
    /// <param name="field">The field of the container.</param>
    /// <param name="container">The container, with its entries.</param>
    /// <param name="around">For resourceFieldRefs, and for the site's choice of who expands values.</param>
    public static ContainerVariables Of(string field, ContainerSpec container, PlanContext around)
    {
        var (site, faults, before) = (around.Site, around.Faults, around.Faults.Added);
        // Missing optional sources were left out earlier. A missing required source is a fault, because the program would run with
        // incomplete variables.
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
            // A value that is too long counts as empty from here on, so that a value that refers to it is not reported too.
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

    /// <summary>Checks the text for NUL characters. The text may be a secret, so no message contains it.</summary>
    public static string WithoutNul(string field, string text, FieldFaults faults) =>
        text.Contains('\0') ? faults.Add(field, "has a NUL character in it", "") : text;

    // Kubernetes 1.34 accepts every printable ASCII character except "=".
    private static bool IsName(string name) => name.Length > 0 && name.All(c => c is >= ' ' and <= '~' and not '=');
}

/// <summary>A container's variables by name, with the size of each and their total size for a program.</summary>
internal sealed record ContainerVariables(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, TextSize> Sizes,
    TextSize Size
)
{
    /// <summary>The variables have faults, which were reported. They are not expanded in other text then.</summary>
    public static ContainerVariables Unknown { get; } =
        new(new Dictionary<string, string>(), new Dictionary<string, TextSize>(), default) { AreKnown = false };

    public bool AreKnown { get; private init; } = true;
}

/// <summary>Expands <see cref="VariableReferences"/> in the fields of a pod in which the kubelet expands them.</summary>
internal static class Expansion
{
    /// <summary>Expands commands and arguments, which the Virtual Kubelet sends unchanged.</summary>
    public static string InCommand(string text, IReadOnlyDictionary<string, string> variables) =>
        VariableReferences.Expand(text, variables);

    /// <summary>
    /// Expands the value of a variable. Dollars that no <c>(NAME)</c> follows stay unchanged, unlike in commands. Kubernetes does not
    /// expand values from Secrets and ConfigMaps, but here such a value looks like any other: a password "pa$$word" must arrive unchanged.
    /// </summary>
    public static string InValue(string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(text, variables, VariableReferences.Written, keepBare: true);

    /// <summary>Expands a subPathExpr. An unknown name is a fault, because the wrong folder would be mounted.</summary>
    /// <returns>The path, cut when it is too long for a path anyway; null if a variable is missing, which was reported.</returns>
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
    /// Computes the size of the result of <see cref="InCommand"/> from the sizes of the variables, without building the text.
    /// </summary>
    public static TextSize SizeInCommand(string text, IReadOnlyDictionary<string, TextSize> sizes) => Measure(text, sizes, keepBare: false);

    /// <summary>Computes the size of the result of <see cref="InValue"/>.</summary>
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
