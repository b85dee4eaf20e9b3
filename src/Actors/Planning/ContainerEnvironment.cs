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
    /// <exception cref="FieldException">A name is no variable's name, a value cannot be one, nobody knows it, or all are more than Linux
    /// takes.</exception>
    public static ContainerVariables Of(string field, ContainerSpec container, PlanContext around)
    {
        var site = around.Site;
        // Optional ones that are not there were left out before: a program that gets less than it must have would run wrongly.
        if (container.UnresolvedEnvFrom is [var missing, ..])
            throw new FieldException($"{field}.envFrom", $"{FieldException.Shown(missing)} did not come with the request");
        var sizes = new Dictionary<string, TextSize>(StringComparer.Ordinal);
        var written = new string[container.Env.Count];
        var all = default(TextSize);
        for (var i = 0; i < written.Length; i++)
        {
            var entry = container.Env[i];
            if (!IsName(entry.Name))
                throw new FieldException(
                    $"{field}.env[{i}].name",
                    $"{FieldException.Shown(entry.Name)} is not the name of an environment variable"
                );
            written[i] = entry switch
            {
                { Amount: { } amount } => ResourceReferences.Of($"{field}.env[{i}].valueFrom.resourceFieldRef", amount, container, around),
                { Unresolved: { } unknown } => throw new FieldException(
                    $"{field}.env[{i}].valueFrom",
                    $"{FieldException.Shown(unknown)} did not come with the request and is not known here"
                ),
                _ => entry.Value,
            };
            if (written[i].Contains('\0'))
                throw new FieldException($"{field}.env[{i}].value", "has a NUL character in it");
            var size = site.ExpandEnvValues ? Expansion.SizeInValue(written[i], sizes) : TextSize.Of(written[i]);
            if (size.Bytes > ExecSizeLimit.LongestString)
                throw new FieldException($"{field}.env[{i}].value", ExecSizeLimit.TooLong(size.Bytes));
            sizes[entry.Name] = size;
            all += ExecSizeLimit.OfVariable(entry.Name, size);
        }
        ExecSizeLimit.RequireOfLinux($"{field}.env", container, "variables", all);
        around.Size.Take($"{field}.env", all.Bytes);

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < written.Length; i++)
            values[container.Env[i].Name] = site.ExpandEnvValues ? Expansion.InValue(written[i], values) : written[i];
        return new ContainerVariables(values, sizes, all);
    }

    /// <summary>Each as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<string> Given(IReadOnlyDictionary<string, string> variables) =>
        [.. variables.Select(v => $"{v.Key}={v.Value}")];

    /// <summary>The text itself, when Linux can pass it on. The text is in no message: it may be a secret.</summary>
    /// <exception cref="FieldException">It has a NUL in it or is too long.</exception>
    public static string Require(string field, string text) =>
        text.Contains('\0') ? throw new FieldException(field, "has a NUL character in it")
        : Encoding.UTF8.GetByteCount(text) is var bytes and > ExecSizeLimit.LongestString
            ? throw new FieldException(field, ExecSizeLimit.TooLong(bytes))
        : text;

    // Kubernetes 1.34 takes every printable ASCII character but "=".
    private static bool IsName(string name) => name.Length > 0 && name.All(c => c is >= ' ' and <= '~' and not '=');
}

/// <summary>A container's variables: by name, with the size of each, and what they come to for a program.</summary>
internal sealed record ContainerVariables(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, TextSize> Sizes,
    TextSize Size
);
