using System.Globalization;
using System.Runtime.InteropServices;

namespace HtcondorActors.Http.Hosting;

/// <summary>Looks up groups by the machine's name service (files, LDAP), and sets the group of a file. .NET can do neither.</summary>
internal static class UnixGroups
{
    private const int Unchanged = -1;

    /// <param name="group">The name of a group, or a number, which need not have a name.</param>
    /// <returns>The group's number; null if there is no such group.</returns>
    public static int? Find(string group)
    {
        if (int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        // struct group { char *gr_name; char *gr_passwd; gid_t gr_gid; ... }, in static memory of libc. This is safe, because only one
        // thread calls it, at the start.
        var found = getgrnam(group);
        return found == IntPtr.Zero ? null : Marshal.ReadInt32(found, 2 * IntPtr.Size);
    }

    /// <exception cref="IOException">This user is not a member of the group, or does not own the file.</exception>
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
