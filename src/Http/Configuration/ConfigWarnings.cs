namespace HtcondorActors.Http.Configuration;

/// <summary>
/// Pure: what a configuration allows that its administrator may not have meant. Nothing of it stops the start; each is one line in the log
/// at every start.
/// </summary>
internal static class ConfigWarnings
{
    /// <summary>Folders with passwords, keys or other users' files on every common node.</summary>
    private static readonly string[] Sensitive = ["/boot", "/dev", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/usr", "/var"];

    public static IReadOnlyList<string> Warnings(this SidecarConfig config) =>
        [
            .. config.HostPaths().SelectMany(path => OfHostPath(path, config)),
            .. (config.AllowedImagePaths ?? []).SelectMany(path => OfImagePath(path, config)),
            .. Opened(config),
            .. ListenKeys.InsecurityOf(config) is { } insecurity ? [insecurity] : (string[])[],
        ];

    private static IEnumerable<string> OfHostPath(string path, SidecarConfig config)
    {
        var folder = Plain(path);
        if (folder == "/")
            yield return "AllowedHostPaths: / lets every pod mount any file of the execute nodes that the job's user can read or change";
        else if (Sensitive.Any(known => folder == known))
            yield return $"AllowedHostPaths: {folder} lets every pod mount what the job's user can read or change there; "
                + "name the folders below it that pods need";
        else if (Meets(folder, Plain(config.DataRootFolder)))
            yield return $"AllowedHostPaths: {folder} holds this sidecar's own data ({config.DataRootFolder}); "
                + "a pod that runs on this machine, or sees the same file system, can mount it";
    }

    /// <summary>An image is checked by name and then opened by name: whoever can write there can exchange it in between.</summary>
    private static IEnumerable<string> OfImagePath(string path, SidecarConfig config)
    {
        var folder = Plain(path);
        if (folder == "/")
            yield break; // no boundary is meant
        var writable = config.HostPaths().Select(Plain).Where(mounted => !IsCvmfs(mounted));
        foreach (var mounted in writable.Where(mounted => mounted == "/" || Meets(folder, mounted)))
            yield return $"AllowedImagePaths: pods can mount {mounted} (AllowedHostPaths) and perhaps write to it, and run images from "
                + $"{folder}; "
                + "images belong where no pod can write";
    }

    // A file system that nobody on a node can write to.
    private static bool IsCvmfs(string folder) => folder == "/cvmfs" || IsBelow(folder, "/cvmfs");

    /// <summary>A file that was made from an older one sets keys that the administrator may believe closed.</summary>
    private static IEnumerable<string> Opened(SidecarConfig config)
    {
        if (!config.Restricted)
            yield break;
        (string Key, bool IsOpen, string What)[] doors =
        [
            (nameof(config.AllowHostImages), config.HostImages(), "run on the node itself (image host)"),
            (nameof(config.AllowJobScripts), config.JobScripts(), "bring scripts that run on the node itself"),
            (nameof(config.AllowPreExec), config.PreExec(), "run commands on the node before their containers"),
            (nameof(config.AllowApptainerOptions), config.ApptainerOptions(), "choose options of Apptainer"),
            (nameof(config.AllowedImagePaths), config.ImagePaths().Count > 0, $"run images from {string.Join(' ', config.ImagePaths())}"),
            (nameof(config.AllowedHostPaths), config.HostPaths().Count > 0, $"mount what is below {string.Join(' ', config.HostPaths())}"),
        ];
        foreach (var (key, _, what) in doors.Where(door => door.IsOpen))
            yield return $"Restricted: true, but {key} is set and lets pods {what}; remove that line to close it";
    }

    private static bool Meets(string folder, string data) =>
        data.Length > 1 && (folder == data || IsBelow(data, folder) || IsBelow(folder, data));

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Plain(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
