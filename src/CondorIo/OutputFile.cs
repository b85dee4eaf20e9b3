using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Opens output files safely. A job may have created them itself, if its folder is on a file system that both machines share, because it
/// runs as the same user. Opening a FIFO would block the thread, a device never ends, and a link could lead to files that the job's log
/// must not show.
/// </summary>
internal static class OutputFile
{
    // Linux's numbers, which are the same on every architecture that .NET supports.
    private const int ReadOnly = 0;
    private const int NotBlocking = 0x800; // O_NONBLOCK
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int OnlyItsPlace = 0x200000; // O_PATH
    private const int NoEntry = 2; // ENOENT
    private const int NoDevice = 6; // ENXIO: a socket
    private const int NoFolder = 20; // ENOTDIR
    private const int TooManyLinks = 40; // ELOOP

    // These numbers differ between architectures.
    private static readonly bool HasOwnNumbers =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le;
    private static readonly int NotThroughALink = HasOwnNumbers ? 0x8000 : 0x20000; // O_NOFOLLOW
    private static readonly int OnlyAFolder = HasOwnNumbers ? 0x4000 : 0x10000; // O_DIRECTORY

    /// <summary>
    /// Opens a regular file of the folder's owner, without blocking and without following a link; null if there is no such file.
    /// </summary>
    /// <exception cref="UnreadableOutputException">The entry is not a regular file of the folder's owner.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeFileHandle? OpenRead(string folder, string name)
    {
        // The folder is opened first, because its name may refer to another folder a moment later.
        using var place = open(folder, OnlyItsPlace | OnlyAFolder | NotThroughALink | CloseOnExec);
        if (place.IsInvalid)
            return Marshal.GetLastPInvokeError() switch
            {
                NoEntry => null,
                NoFolder or TooManyLinks => throw new UnreadableOutputException($"the job's folder is not a folder but {KindOf(folder)}"),
                _ => throw Fault(name),
            };
        var file = openat(place, name, ReadOnly | NotBlocking | NotThroughALink | CloseOnExec);
        try
        {
            if (file.IsInvalid)
                return Marshal.GetLastPInvokeError() switch
                {
                    NoEntry => null,
                    TooManyLinks or NoDevice => throw Unreadable(name, KindOf(Path.Combine(folder, name))),
                    _ => throw Fault(name),
                };
            var (facts, owner) = (UnixFile.Of(file), UnixFile.Of(place).Owner);
            if (facts.Kind != UnixFileKind.Regular)
                throw Unreadable(name, UnixFile.Words(facts.Kind));
            if (facts.Owner != owner)
                throw Unreadable(name, $"a file of another user ({facts.Owner}, expected {owner})");
            var opened = file;
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Describes an entry that cannot be a file of HTCondor; null for a regular file, or if there is no entry.</summary>
    public static string? Oddity(string path) =>
        UnixFile.AtName(path) is { Kind: not UnixFileKind.Regular and var kind } ? UnixFile.Words(kind) : null;

    private static UnreadableOutputException Unreadable(string name, string kind) => new($"{name} is {kind}, expected a regular file");

    private static IOException Fault(string name) => new($"{name}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    private static string KindOf(string path) => UnixFile.AtName(path) is { } facts ? UnixFile.Words(facts.Kind) : "gone";

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle open(string path, int flags);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle openat(SafeFileHandle folder, string name, int flags);
}
