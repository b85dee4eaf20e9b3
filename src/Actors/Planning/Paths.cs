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

/// <summary>Pure: is a path of the execute node below one of the folders that the site lets pods have?</summary>
internal static class AllowedFolders
{
    /// <summary>The folder that a path is in: the longest, as it says most about what must not be left. Null: there is none.</summary>
    /// <param name="path">As <see cref="PathText"/> made it: without <c>..</c> and empty parts.</param>
    /// <param name="folders">Of the site.</param>
    public static string? Of(string path, IReadOnlyList<string> folders) =>
        folders.Select(Plain).Where(folder => path == folder || IsBelow(path, folder)).MaxBy(folder => folder.Length);

    /// <summary>For messages.</summary>
    public static string Shown(IReadOnlyList<string> folders) =>
        folders.Count == 0 ? "there are none" : string.Join(' ', folders.Select(Plain));

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder == "/" ? folder : folder + "/", StringComparison.Ordinal);

    /// <summary>As a path below it begins: what the site wrote with two slashes, or one at the end, is the same folder.</summary>
    private static string Plain(string folder) => "/" + string.Join('/', PathText.Parts(folder));
}

/// <summary>The folders above some files, each found once. Every path is walked once: a thousand files in a deep folder are no
/// work.</summary>
internal sealed class FolderTree
{
    private readonly Dictionary<(int Parent, string Name), int> _folders = [];
    private readonly HashSet<(int Parent, string Name)> _files = [];

    /// <summary>Lengths of the folders' paths (beginnings of the file's) that no earlier file had: for <c>a/b/c</c> 1 and 3.</summary>
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

    /// <summary>The path of a folder that is a file too; null: there is none.</summary>
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
