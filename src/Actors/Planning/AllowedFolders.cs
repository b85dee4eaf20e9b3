namespace HtcondorActors.Actors.Planning;

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
