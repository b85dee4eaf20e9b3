using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Checks and normalizes paths that a pod names. A result has no <c>.</c>, <c>..</c> or empty part. So it cannot leave the folder that it
/// is joined to, and two spellings of one path give the same text.
/// </summary>
internal static class PathText
{
    // Linux's NAME_MAX and PATH_MAX. With a longer path the archive could not be unpacked on the execute node, and the pod could not run.
    private const int LongestPart = 255;
    public const int LongestPath = 4000;

    /// <summary>
    /// A path below a folder; empty if the text names the folder itself. Kubernetes accepts the same paths (validateLocalDescendingPath:
    /// not absolute, no part <c>..</c>), including <c>.</c> and <c>a//b</c>. It has no rule about control characters and lengths.
    /// </summary>
    /// <param name="field">The field of the path.</param>
    /// <param name="text">The path.</param>
    /// <param name="written">The text before variables were expanded, for messages.</param>
    /// <param name="faults">Receives the fault.</param>
    /// <returns>Null if there was a fault, which was reported.</returns>
    public static string? Relative(string field, string text, FieldFaults faults, string? written = null) =>
        text.StartsWith('/')
            ? faults.Add<string?>(field, $"{OneLine.Quoted(written ?? text)} must be a relative path", null)
            : Plain(field, text, written ?? text, faults);

    /// <summary>
    /// The path of a file in a volume. Kubernetes reserves names there that begin with <c>..</c> (validateLocalNonReservedPath).
    /// </summary>
    /// <returns>Null if there was a fault, which was reported.</returns>
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
    /// <returns>Null if there was a fault, which was reported.</returns>
    public static string? Absolute(string field, string text, FieldFaults faults)
    {
        if (!text.StartsWith('/'))
            return faults.Add<string?>(field, text.Length == 0 ? "missing" : $"{OneLine.Quoted(text)} must be an absolute path", null);
        return Plain(field, text, text, faults) is { } path ? "/" + path : null;
    }

    /// <summary>
    /// The parts of a path without empty ones and <c>.</c>, so that two spellings of one path give the same parts. It reports no faults.
    /// </summary>
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

/// <summary>Pure: finds out whether a path of the execute node is below one of the site's allowed folders.</summary>
internal static class AllowedFolders
{
    /// <summary>The allowed folder that contains a path; null if there is none. Of several, the longest is the strictest.</summary>
    /// <param name="path">A path from <see cref="PathText"/>, without <c>..</c> and empty parts.</param>
    /// <param name="folders">The site's allowed folders.</param>
    public static string? Of(string path, IReadOnlyList<string> folders) =>
        folders.Select(Plain).Where(folder => path == folder || IsBelow(path, folder)).MaxBy(folder => folder.Length);

    /// <summary>The folders as text for messages.</summary>
    public static string Shown(IReadOnlyList<string> folders) =>
        folders.Count == 0 ? "there are none" : string.Join(' ', folders.Select(Plain));

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder == "/" ? folder : folder + "/", StringComparison.Ordinal);

    /// <summary>The folder in normal form: the site may have written double slashes, or a slash at the end.</summary>
    private static string Plain(string folder) => "/" + string.Join('/', PathText.Parts(folder));
}

/// <summary>
/// Finds the folders above files, each one once. Every path is walked once, so a thousand files in a deep folder take little time.
/// </summary>
internal sealed class FolderTree
{
    private readonly Dictionary<(int Parent, string Name), int> _folders = [];
    private readonly HashSet<(int Parent, string Name)> _files = [];

    /// <summary>Adds a file and returns its new folders, as lengths of beginnings of its path: for <c>a/b/c</c> 1 and 3.</summary>
    public IReadOnlyList<int> Add(string path)
    {
        List<int>? fresh = null;
        var parent = 0;
        var start = 0;
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', start))
        {
            var step = (parent, path[start..slash]);
            if (!_folders.TryGetValue(step, out parent))
            {
                parent = _folders[step] = _folders.Count + 1;
                (fresh ??= []).Add(slash);
            }
            start = slash + 1;
        }
        _files.Add((parent, path[start..]));
        return fresh ?? [];
    }

    /// <summary>A path that is both a folder and a file; null if there is none.</summary>
    public string? Conflict()
    {
        var clash = _folders.Keys.Where(_files.Contains).Select(step => ((int Parent, string Name)?)step).FirstOrDefault();
        if (clash is not { } at)
            return null;
        var above = _folders.ToDictionary(folder => folder.Value, folder => folder.Key);
        List<string> names = [at.Name];
        for (var parent = at.Parent; parent != 0; parent = above[parent].Parent)
            names.Insert(0, above[parent].Name);
        return string.Join('/', names);
    }
}
