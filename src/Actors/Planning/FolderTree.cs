namespace HtcondorActors.Actors.Planning;

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
