using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Checks who can access the data folder, before anything in it is read. A user who can write the journal decides which jobs run as this
/// user. A user who can rename a parent folder can replace the data folder. In both cases the sidecar does not start. If others can only
/// read, the guard removes that permission.
/// </summary>
internal sealed class FolderGuard(string folder, Action<string> say)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others =
        OthersWrite | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const uint Root = 0;

    private readonly uint _me = UnixFile.Me;

    /// <param name="isOurs">True for the names of this program's own entries. If the folder contains anything else, its mode is not
    /// changed: it may be somebody's home.</param>
    /// <exception cref="IOException">Another user may write to the folder, or owns a part of it. The message names the part and what to
    /// do.</exception>
    public void Check(Predicate<string> isOurs)
    {
        var facts = Facts(folder);
        CheckParents(folder);
        CheckOwner(folder, facts);
        RefuseIfOthersWrite(folder, facts);
        var entries = Directory.GetFileSystemEntries(folder);
        var ours = entries.Where(path => isOurs(Path.GetFileName(path))).ToArray();
        var othersEnter = (facts.Mode & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
        foreach (var path in ours)
            CheckEntry(path, othersEnter);
        if (ours.Length == entries.Length)
            Close(folder, facts);
    }

    private void CheckEntry(string path, bool othersEnter)
    {
        if (UnixFile.At(path) is not { } facts)
            return;
        CheckOwner(path, facts);
        // The target of a link is checked too, because an administrator may link to another disk.
        var real = UnixFile.RealPath(path);
        if (real != path)
            CheckParents(real);
        if (real != path || othersEnter)
            RefuseIfOthersWrite(path, facts);
        Close(path, facts);
    }

    /// <summary>
    /// Checks the parent folders. In a folder with the sticky bit, such as /tmp, only the owner of an entry can rename it.
    /// </summary>
    private void CheckParents(string path)
    {
        var below = Facts(path);
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var facts = Facts(parent);
            if (facts.Owner != Root && facts.Owner != _me)
                throw Refused(
                    path,
                    $"user {facts.Owner} owns {parent} above it and can replace it; put it where only root or this user can"
                );
            var sticky = (facts.Mode & UnixFileMode.StickyBit) != 0 && (below.Owner == Root || below.Owner == _me);
            if ((facts.Mode & OthersWrite) != 0 && !sticky)
                throw Refused(path, $"others may write to {parent} above it and can replace it; chmod go-w {parent}");
            below = facts;
        }
    }

    private void CheckOwner(string path, UnixFileFacts facts)
    {
        if (facts.Owner != _me)
            throw Refused(path, $"user {facts.Owner} owns it, and this program runs as user {_me}; chown it or set another DataRootFolder");
    }

    private static void RefuseIfOthersWrite(string path, UnixFileFacts facts)
    {
        if ((facts.Mode & OthersWrite) != 0)
            throw Refused(path, $"others may write to it; make sure that what is in it is yours, then chmod go-w {path}");
    }

    private void Close(string path, UnixFileFacts facts)
    {
        if ((facts.Mode & Others) == 0)
            return;
        File.SetUnixFileMode(path, facts.Mode & ~Others);
        say($"others could read {path}: its mode was {Octal(facts.Mode)} and is {Octal(facts.Mode & ~Others)} now");
    }

    private static UnixFileFacts Facts(string path) => UnixFile.At(path) ?? throw new IOException($"{path} is not there");

    private static IOException Refused(string path, string why) => new($"{path}: {why}");

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
