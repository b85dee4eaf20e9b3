using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// A container's environment as the kubelet makes it: entry by entry, a later one of the same name wins. What a value's <c>$(NAME)</c> means was
/// settled by the Virtual Kubelet, which sends the entries in any order (protocol 11): so a value stays as it is. Only where the Virtual Kubelet is told
/// not to (<see cref="SitePolicy.ExpandEnvValues"/>) it means here what was set before it.
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>Linux gives no single string of an environment or argument vector more (MAX_ARG_STRLEN), less room for the names around it.</summary>
    public const int LongestString = 131072 - 512;

    /// <summary>In one warning.</summary>
    private const int MostNames = 5;

    /// <summary>All variables by name, also those that cannot be handed to a container: commands may refer to them.</summary>
    /// <param name="field">Of the container.</param>
    /// <param name="container">Its entries.</param>
    /// <param name="pod">For resourceFieldRefs.</param>
    /// <param name="site">Who expands values.</param>
    /// <exception cref="FieldException">A name is no variable's name, a value cannot be one, or nobody knows it.</exception>
    public static IReadOnlyDictionary<string, string> Of(string field, ContainerSpec container, PodSpec pod, SitePolicy site)
    {
        // Optional ones that are not there were left out before: a program that gets less than it must have would run wrongly.
        if (container.UnresolvedEnvFrom is [var missing, ..]) throw new FieldException($"{field}.envFrom", $"{FieldException.Shown(missing)} did not come with the request");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, i) in container.Env.Select((e, i) => (e, i)))
        {
            if (!IsName(entry.Name))
                throw new FieldException($"{field}.env[{i}].name", $"{FieldException.Shown(entry.Name)} is not the name of an environment variable");
            values[entry.Name] = entry switch
            {
                { Amount: { } amount } => ResourceReferences.Of($"{field}.env[{i}].valueFrom.resourceFieldRef", amount, container, pod),
                { Unresolved: { } unknown } => throw new FieldException($"{field}.env[{i}].valueFrom", $"{FieldException.Shown(unknown)} did not come with the request and is not known here"),
                _ => Require($"{field}.env[{i}].value", site.ExpandEnvValues ? Expansion.InValue(entry.Value, values) : entry.Value),
            };
        }
        return values;
    }

    /// <summary>Those that a container can be given, each <c>NAME=value</c>; the others are told.</summary>
    public static IReadOnlyList<string> Given(string field, IReadOnlyDictionary<string, string> variables, PlanWarnings warnings)
    {
        var others = variables.Keys.Where(name => !CanBeGiven(name)).ToList();
        if (others.Count > 0)
            warnings.Add($"{field}.env", $"left out, as Apptainer hands on no such names: {string.Join(' ', others.Take(MostNames).Select(FieldException.Shown))}{(others.Count > MostNames ? " ..." : "")}");
        return [.. variables.Where(v => CanBeGiven(v.Key)).Select(v => $"{v.Key}={v.Value}")];
    }

    /// <summary>
    /// Can a container be given a variable of this name? Apptainer drops all that are no shell names ("my.var", "my-var"); they come from envFrom, where
    /// the keys are somebody else's, so they are left out instead of refused.
    /// </summary>
    private static bool CanBeGiven(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The text itself, when Linux can pass it on. The text is in no message: it may be a secret.</summary>
    /// <exception cref="FieldException">It has a NUL in it or is too long.</exception>
    public static string Require(string field, string text) =>
        text.Contains('\0') ? throw new FieldException(field, "has a NUL character in it")
        : Encoding.UTF8.GetByteCount(text) > LongestString ? throw new FieldException(field, $"is longer than {LongestString} bytes")
        : text;

    // Kubernetes 1.34 takes every printable ASCII character but "=".
    private static bool IsName(string name) => name.Length is > 0 and <= 256 && name.All(c => c is >= ' ' and <= '~' and not '=');
}
