using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.CondorIo;

/// <summary>Files that are wholly there after a power cut, or not at all: the scheduler's queue outlives one too.</summary>
public static class DurableFile
{
    /// <summary>Writes it beside its place, flushes it to the disk and renames it. The folder is to be flushed afterwards.</summary>
    /// <exception cref="IOException">It could not be written; what was there before still is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var beside = path + ".new";
        try
        {
            File.Delete(beside);
            WriteNew(beside, content, mode);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Writes it at its place, where nothing is yet, and flushes it to the disk. For whoever is looked at only when it is
    /// complete: a new folder.</summary>
    /// <exception cref="IOException">It could not be written; a part may be there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        // Any other sharing would be one more system call, a lock that nobody asks for.
        using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                UnixCreateMode = mode,
                BufferSize = 0,
            }
        );
        // The umask may have taken bits from the mode at creation.
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The first bytes of a file, fewer where it is shorter; null: there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[]? ReadStart(string path, int length)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var start = new byte[length];
            return start[..file.ReadAtLeast(start, length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives a file another name in its folder, for good.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static void Rename(string path, string name)
    {
        File.Move(path, name);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>A rename is durable when its folder is, and .NET opens no folders.</summary>
    /// <exception cref="IOException">It could not be flushed.</exception>
    public static void FlushFolder(string path)
    {
        using var folder = open(path, ReadOnly | CloseOnExec);
        if (folder.IsInvalid || fsync(folder) != 0)
            throw new IOException($"cannot flush a folder: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux, on x86-64 and arm64

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(SafeFileHandle file);
}
