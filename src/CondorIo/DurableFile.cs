using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Writes files so that after a power cut they exist completely or not at all. The scheduler's queue survives a power cut too.
/// </summary>
public static class DurableFile
{
    /// <summary>After a crash a temporary file may be left. It is removed when its file is written again, but not while it may be in
    /// use.</summary>
    private static readonly TimeSpan LeftoverAfter = TimeSpan.FromHours(1);

    /// <summary>
    /// Writes a temporary file in the same folder, flushes it to the disk and renames it. Several processes may write the same file at the
    /// same time: each has a temporary file of its own, and the last rename counts. The caller must flush the folder afterwards.
    /// </summary>
    /// <exception cref="IOException">The file could not be written; the old file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var beside = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.new";
        try
        {
            WriteNew(beside, content, mode);
            RemoveLeftovers(path, File.GetLastWriteTimeUtc(beside) - LeftoverAfter);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw;
        }
    }

    private static void RemoveLeftovers(string path, DateTime before)
    {
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.new"))
            if (File.GetLastWriteTimeUtc(left) < before)
                File.Delete(left);
    }

    /// <summary>
    /// Writes a new file directly and flushes it to the disk, unless it may be lost with the machine's power. This is for files in a new
    /// folder, which nobody reads before the folder is complete.
    /// </summary>
    /// <exception cref="IOException">The file could not be written; a part of it may exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool isFlushed = true)
    {
        // Any other sharing mode costs one more system call, for a lock that nobody needs.
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
        // The umask may have removed bits from the mode at creation.
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        file.Write(content);
        if (isFlushed)
            file.Flush(flushToDisk: true);
    }

    /// <summary>The first bytes of a file, fewer if the file is shorter; null if there is no file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
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

    /// <summary>Renames a file within its folder, durably.</summary>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public static void Rename(string path, string name)
    {
        File.Move(path, name);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Renames a file within its folder, durably, in the place of another one.</summary>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public static void Replace(string path, string name)
    {
        File.Move(path, name, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes files, as far as they are there.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public static void Remove(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
            File.Delete(path);
    }

    /// <summary>Flushes a folder, which makes renames in it durable. It calls libc, because .NET cannot open folders.</summary>
    /// <exception cref="IOException">The folder could not be flushed.</exception>
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
