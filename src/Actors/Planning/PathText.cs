using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Paths that a pod names. What leaves here has no <c>.</c>, <c>..</c> or empty part, so it cannot leave the folder it is joined to, and
/// two spellings of one place are one text.
/// </summary>
internal static class PathText
{
    // Linux: NAME_MAX and PATH_MAX. A longer one would make the archive unpackable on the execute node, and the pod with it.
    private const int LongestPart = 255;
    public const int LongestPath = 4000;

    /// <summary>
    /// A path below some folder; empty when the text names that folder itself. Kubernetes takes the same (validateLocalDescendingPath: not
    /// absolute, no part <c>..</c>), so <c>.</c> and <c>a//b</c> too; it has no rule about control characters and lengths.
    /// </summary>
    /// <param name="field">Where it was found.</param>
    /// <param name="text">The path.</param>
    /// <param name="written">How the pod has it, where variables were put into it: for messages.</param>
    /// <param name="faults">Gets what forbids it.</param>
    /// <returns>Null: it was told.</returns>
    public static string? Relative(string field, string text, FieldFaults faults, string? written = null) =>
        text.StartsWith('/')
            ? faults.Add<string?>(field, $"{OneLine.Quoted(written ?? text)} must be a relative path", null)
            : Plain(field, text, written ?? text, faults);

    /// <summary>The path of a file in a volume. Kubernetes keeps names that begin with <c>..</c> for itself there
    /// (validateLocalNonReservedPath).</summary>
    /// <returns>Null: it was told.</returns>
    public static string? File(string field, string text, FieldFaults faults)
    {
        if (text.Length == 0)
            return faults.Add<string?>(field, "missing", null);
        if (text.StartsWith("..", StringComparison.Ordinal) && !text.StartsWith("../", StringComparison.Ordinal) && text != "..")
            return faults.Add<string?>(field, $"{OneLine.Quoted(text)} must not start with ..", null);
        var path = Relative(field, text, faults);
        return path is not { Length: 0 } ? path : faults.Add<string?>(field, $"{OneLine.Quoted(text)} is not a file's path", null);
    }

    /// <summary>A path inside the container.</summary>
    /// <returns>Null: it was told.</returns>
    public static string? Absolute(string field, string text, FieldFaults faults)
    {
        if (!text.StartsWith('/'))
            return faults.Add<string?>(field, text.Length == 0 ? "missing" : $"{OneLine.Quoted(text)} must be an absolute path", null);
        return Plain(field, text, text, faults) is { } path ? "/" + path : null;
    }

    /// <summary>A path without what says nothing: two spellings of one place give the same parts. Judges nothing.</summary>
    public static IEnumerable<string> Parts(string text) => text.Split('/').Where(part => part is not ("" or "."));

    private static string? Plain(string field, string text, string written, FieldFaults faults)
    {
        var parts = Parts(text).ToList();
        var fault =
            parts.Contains("..") ? "must not have .. in it"
            : text.Any(char.IsControl) ? "has a control character in it"
            : Encoding.UTF8.GetByteCount(text) > LongestPath || parts.Any(p => Encoding.UTF8.GetByteCount(p) > LongestPart)
                ? "is too long for a file system"
            : null;
        return fault is null ? string.Join('/', parts) : faults.Add<string?>(field, $"{OneLine.Quoted(written)} {fault}", null);
    }
}
