using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.CondorIo;

/// <summary>Identifies a file. A file that replaces another under the same name has another identity.</summary>
/// <param name="Device">The number of the file system.</param>
/// <param name="Inode">The file's number there. No other file gets it while any process has this file open.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>The kernel's facts about a file.</summary>
/// <param name="Identity">The file's identity.</param>
/// <param name="Owner">The owner's user id.</param>
/// <param name="Mode">The permissions, with the sticky bit.</param>
/// <param name="Kind">The kind of file.</param>
public readonly record struct UnixFileFacts(FileIdentity Identity, uint Owner, UnixFileMode Mode, UnixFileKind Kind)
{
    /// <summary>True for a directory.</summary>
    public bool IsFolder => Kind == UnixFileKind.Folder;
}

/// <summary>The kinds of directory entries, with the kernel's numbers (S_IFMT).</summary>
public enum UnixFileKind
{
    /// <summary>None of the others.</summary>
    Unknown = 0,

    /// <summary>A FIFO: opening one waits for the other side.</summary>
    Pipe = 0x1000,

    /// <summary>A terminal, a tape, /dev/zero.</summary>
    CharacterDevice = 0x2000,

    /// <summary>A directory.</summary>
    Folder = 0x4000,

    /// <summary>A disk.</summary>
    BlockDevice = 0x6000,

    /// <summary>A file with content.</summary>
    Regular = 0x8000,

    /// <summary>A symbolic link.</summary>
    Link = 0xa000,

    /// <summary>A socket of the Unix domain.</summary>
    Socket = 0xc000,
}

/// <summary>Calls libc for what .NET does not offer: a file's owner, identity and real path, and the umask of this process.</summary>
public static class UnixFile
{
    private const int NotBlocking = 0x800; // O_NONBLOCK
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int AtCurrentFolder = -100; // AT_FDCWD
    private const int OfTheHandleItself = 0x1000; // AT_EMPTY_PATH
    private const int NotThroughALink = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicFacts = 0x7ff; // STATX_BASIC_STATS
    private const int NoEntry = 2; // ENOENT
    private const int NoFolder = 20; // ENOTDIR
    private const int LongestPath = 4096;

    /// <summary>The effective user id of this process.</summary>
    public static uint Me => geteuid();

    /// <summary>
    /// Sets the umask so that no other user can read or write the files that this process and its tools create from now on.
    /// </summary>
    public static void KeepNewFilesPrivate() => _ = umask(0b000_111_111);

    /// <summary>The facts of the file, after following all symbolic links; null if there is none.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static UnixFileFacts? At(string path) => At(path, 0);

    /// <summary>The facts of the entry itself, without following a symbolic link; null if there is none.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static UnixFileFacts? AtName(string path) => At(path, NotThroughALink);

    private static UnixFileFacts? At(string path, int flags) =>
        statx(AtCurrentFolder, path, flags, BasicFacts, out var facts) == 0 ? Of(facts)
        : Marshal.GetLastPInvokeError() is NoEntry or NoFolder ? null
        : throw Fault(path);

    /// <summary>The facts of an open file, even if it was renamed or removed.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static UnixFileFacts Of(SafeFileHandle file) =>
        statxOfHandle(file, "", OfTheHandleItself, BasicFacts, out var facts) == 0 ? Of(facts) : throw Fault("an open file");

    /// <summary>Opens a regular file, following symbolic links and without blocking.</summary>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file (a FIFO, a device).</exception>
    public static SafeFileHandle OpenRegular(string path)
    {
        // Opening a device can have an effect (a tape, a watchdog), so the kind is checked before the open.
        if (At(path) is { Kind: not UnixFileKind.Regular and var named })
            throw NotRegular(named);
        var file = open(path, NotBlocking | CloseOnExec);
        try
        {
            if (file.IsInvalid)
                throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());
            if (Of(file).Kind is not UnixFileKind.Regular and var kind)
                throw NotRegular(kind);
            var opened = file;
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>The kind in words, with its article.</summary>
    public static string Words(UnixFileKind kind) =>
        kind switch
        {
            UnixFileKind.Pipe => "a FIFO",
            UnixFileKind.Link => "a symbolic link",
            UnixFileKind.Folder => "a folder",
            UnixFileKind.Socket => "a socket",
            UnixFileKind.CharacterDevice or UnixFileKind.BlockDevice => "a device",
            UnixFileKind.Regular => "a regular file",
            _ => "of an unknown kind",
        };

    /// <summary>The absolute path without any symbolic link in it.</summary>
    /// <exception cref="IOException">There is no such file, or a folder of the path may not be searched.</exception>
    public static string RealPath(string path)
    {
        var resolved = new byte[LongestPath];
        return realpath(path, resolved) == IntPtr.Zero
            ? throw Fault(path)
            : Encoding.UTF8.GetString(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
    }

    /// <summary>Keeps an open file from being inherited by the programs that this process starts.</summary>
    /// <exception cref="IOException">The descriptor is not an open file.</exception>
    public static void CloseInChildren(int descriptor)
    {
        const int setFlags = 2,
            closeOnExec = 1;
        if (fcntl(descriptor, setFlags, closeOnExec) < 0)
            throw Fault($"file descriptor {descriptor}");
    }

    private static UnixFileFacts Of(in Statx facts) =>
        new(
            new FileIdentity(((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor, facts.Inode),
            facts.Owner,
            (UnixFileMode)(facts.Mode & 0xfff),
            (UnixFileKind)(facts.Mode & 0xf000)
        );

    private static IOException NotRegular(UnixFileKind kind) => new($"it is {Words(kind)}, a regular file is expected");

    private static IOException Fault(string path) => new($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    /// <summary>The layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, string path, int flags, uint mask, out Statx facts);

    [DllImport(
        "libc",
        EntryPoint = "statx",
        SetLastError = true,
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statxOfHandle(SafeFileHandle file, string path, int flags, uint mask, out Statx facts);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr realpath(string path, [Out] byte[] resolved);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command, int argument);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint umask(uint mask);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
