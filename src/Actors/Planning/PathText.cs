using System.Text;

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

    /// <summary>A path below some folder; empty when the text names that folder itself.</summary>
    /// <param name="field">Where it was found.</param>
    /// <param name="text">The path.</param>
    /// <param name="written">How the pod has it, where variables were put into it: for messages.</param>
    /// <exception cref="FieldException">It is absolute, has <c>..</c> in it, a control character, or is too long.</exception>
    public static string Relative(string field, string text, string? written = null) =>
        text.StartsWith('/')
            ? throw new FieldException(field, $"{FieldException.Shown(written ?? text)} must be a relative path")
            : Plain(field, text, written ?? text);

    /// <summary>A path inside the container.</summary>
    /// <exception cref="FieldException">It is not absolute, has <c>..</c> in it, a control character, or is too long.</exception>
    public static string Absolute(string field, string text) =>
        text.StartsWith('/')
            ? "/" + Plain(field, text, text)
            : throw new FieldException(field, $"{FieldException.Shown(text)} must be an absolute path");

    /// <summary>A path without what says nothing: two spellings of one place give the same parts. Judges nothing.</summary>
    public static IEnumerable<string> Parts(string text) => text.Split('/').Where(part => part is not ("" or "."));

    private static string Plain(string field, string text, string written)
    {
        var parts = Parts(text).ToList();
        var fault =
            parts.Contains("..") ? "must not have .. in it"
            : text.Any(char.IsControl) ? "has a control character in it"
            : Encoding.UTF8.GetByteCount(text) > LongestPath || parts.Any(p => Encoding.UTF8.GetByteCount(p) > LongestPart)
                ? "is too long for a file system"
            : null;
        return fault is null ? string.Join('/', parts) : throw new FieldException(field, $"{FieldException.Shown(written)} {fault}");
    }
}
