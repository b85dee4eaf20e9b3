using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: <c>$(VAR)</c> in a subPathExpr from the container's variables; <c>$$(</c> is a plain <c>$(</c>.</summary>
internal static partial class SubPathExpression
{
    public static string Expand(string expression, IReadOnlyList<EnvVar> env, string field) =>
        Reference().Replace(expression, reference => reference.Groups["name"] is { Success: true } name
            ? ValueOf(name.Value, env) ?? throw new WireFaultException(field, "names a variable that the container does not have")
            : "$");

    private static string? ValueOf(string name, IReadOnlyList<EnvVar> env) =>
        env.LastOrDefault(variable => variable.Name == name && variable.Unresolved is null)?.Value;

    [GeneratedRegex(@"\$\$|\$\((?<name>[^()]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
