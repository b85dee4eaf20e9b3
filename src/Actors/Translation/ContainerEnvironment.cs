using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// A container's environment as the kubelet makes it: entry by entry, a later one of the same name wins, and a value's <c>$(NAME)</c> means what
/// was set before it.
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>Linux gives no single string of an environment or argument vector more (MAX_ARG_STRLEN), less room for the names around it.</summary>
    public const int LongestString = 131072 - 512;

    /// <summary>All variables by name, also those that cannot be handed to a container: commands may refer to them.</summary>
    /// <exception cref="FieldException">A name is no variable's name, or a value cannot be one.</exception>
    public static IReadOnlyDictionary<string, string> Of(string field, IReadOnlyList<EnvVar> entries)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, i) in entries.Select((e, i) => (e, i)))
        {
            if (!IsName(entry.Name))
                throw new FieldException($"{field}[{i}].name", $"{FieldException.Shown(entry.Name)} is not the name of an environment variable");
            // Nobody resolved it (a secret that is not there, an unknown field): unset, as Kubernetes does where the reference is optional.
            if (entry.Unresolved is not null) continue;
            values[entry.Name] = Require($"{field}[{i}].value", Expansion.InValue(entry.Value, values));
        }
        return values;
    }

    /// <summary>
    /// Can a container be given a variable of this name? Apptainer drops all that are no shell names ("my.var", "my-var"); they come from envFrom, where
    /// the keys are somebody else's, so they are left out instead of refused.
    /// </summary>
    public static bool CanBeGiven(string name) =>
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
