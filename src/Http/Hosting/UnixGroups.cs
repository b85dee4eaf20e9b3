using System.Globalization;
using System.Runtime.InteropServices;

namespace HtcondorActors.Http.Hosting;

/// <summary>Groups of this machine, from wherever the name service has them (files, LDAP), and the group of a file. .NET has
/// neither.</summary>
internal static class UnixGroups
{
    private const int Unchanged = -1;

    /// <param name="group">A name, or a number that need not have a name.</param>
    /// <returns>Null: no such group.</returns>
    public static int? Find(string group)
    {
        if (int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        // struct group { char *gr_name; char *gr_passwd; gid_t gr_gid; ... }, in static memory of libc. Asked at the start only, by one
        // thread.
        var found = getgrnam(group);
        return found == IntPtr.Zero ? null : Marshal.ReadInt32(found, 2 * IntPtr.Size);
    }

    /// <exception cref="IOException">This user is not a member, or the file is not its own.</exception>
    public static void Give(string path, int group)
    {
        if (lchown(path, Unchanged, group) == 0)
            return;
        throw new IOException(
            $"cannot give {path} to group {group.ToString(CultureInfo.InvariantCulture)}: {Marshal.GetLastPInvokeErrorMessage()}",
            Marshal.GetLastPInvokeError()
        );
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr getgrnam(string name);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int lchown(string path, int owner, int group);
}
