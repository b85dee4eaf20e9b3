using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// What is wrong with the place where this process runs: its user, its PATH, its data folder. Each is one line in the log at every start.
/// Nothing of it stops the start, because pods must not be left without an answer.
/// </summary>
internal static class StartWarnings
{
    private const uint Root = 0;

    /// <param name="dataFolder">The data folder's path without symbolic links.</param>
    public static IEnumerable<string> Of(CondorIoOptions options, string dataFolder) =>
        OfUser(UnixFile.Me).Concat(OfTools(CondorTools.Missing(options))).Concat(OfDataFolder(dataFolder, AppContext.BaseDirectory));

    internal static IEnumerable<string> OfUser(uint user)
    {
        if (user == Root)
            yield return "this process runs as root, and HTCondor accepts no jobs of root; "
                + "run it as a user of its own (README.md, Install)";
    }

    internal static IEnumerable<string> OfTools(IReadOnlyList<string> missing)
    {
        if (missing.Count > 0)
            yield return $"not on PATH: {string.Join(' ', missing)}; pods wait until these tools of HTCondor are there; "
                + "install them, or add their folder to PATH of this process";
    }

    internal static IEnumerable<string> OfDataFolder(string folder, string program)
    {
        var ours = UnixFile.RealPath(program).TrimEnd('/');
        if (folder == ours || folder.StartsWith(ours + "/", StringComparison.Ordinal))
            yield return $"DataRootFolder: {folder} is inside the program's folder {ours}: "
                + "an update that replaces the program loses all pods; set DataRootFolder to another folder";
    }
}
