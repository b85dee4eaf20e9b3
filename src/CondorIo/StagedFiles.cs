using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Hands a job's files from one process to another through the shared data folder: the file <c>staged/NAME</c> has them all. A message
/// between two nodes then carries only the name.
/// </summary>
public interface IStagedFiles
{
    /// <summary>Writes the files. Returns the name, or why they could not be written.</summary>
    Task<(string Name, CondorFailure? Failure)> StageAsync(IReadOnlyList<JobFile> files, CancellationToken cancel);

    /// <summary>Writes the staged files to the job's folder (<see cref="IJobFolders.WriteAsync"/>). Returns null on success.</summary>
    Task<CondorFailure?> WriteAsync(JobTag tag, string name, CancellationToken cancel);

    /// <summary>Removes the staged files; missing ones are a success.</summary>
    Task RemoveAsync(string name);
}

/// <param name="options">The data folder.</param>
/// <param name="folders">Writes the files to the folder of their job.</param>
internal sealed class StagedFiles(CondorIoOptions options, IJobFolders folders) : IStagedFiles, IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A process that died has left them.</summary>
    private static readonly TimeSpan LeftoverAfter = TimeSpan.FromHours(1);

    private readonly DiskThreads _disk = new();

    private string Folder => Path.Combine(options.DataRootFolder, "staged");

    public void Dispose() => _disk.Dispose();

    public Task<(string, CondorFailure?)> StageAsync(IReadOnlyList<JobFile> files, CancellationToken cancel) =>
        _disk.RunAsync<(string, CondorFailure?)>(() =>
        {
            var name = RandomNumberGenerator.GetHexString(32, lowercase: true);
            try
            {
                JobFolders.CreateFolder(Folder);
                var path = Path.Combine(Folder, name);
                DurableFile.WriteNew(path, Bytes(files), Private);
                RemoveLeftovers(File.GetLastWriteTimeUtc(path) - LeftoverAfter);
                return (name, null);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return (name, StorageFailure.From(fault));
            }
        });

    public async Task<CondorFailure?> WriteAsync(JobTag tag, string name, CancellationToken cancel)
    {
        try
        {
            var files = await _disk.RunAsync(() => Files(File.ReadAllBytes(PathOf(name))));
            return await folders.WriteAsync(tag, files, cancel);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return StorageFailure.From(fault);
        }
    }

    public Task RemoveAsync(string name) => _disk.RunAsync(() => Remove(PathOf(name)));

    // What cannot be removed now is removed as a leftover.
    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidDataException">It is no name of this class.</exception>
    private string PathOf(string name) =>
        name.Length == 32 && name.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(Folder, name)
            : throw new InvalidDataException("not the name of staged files");

    private void RemoveLeftovers(DateTime before)
    {
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles())
            if (file.LastWriteTimeUtc < before)
                Remove(file.FullName);
    }

    // Each file: the length of the name, the name, whether it is a program, the length of the content, the content.
    private static byte[] Bytes(IReadOnlyList<JobFile> files)
    {
        using var bytes = new MemoryStream(files.Sum(file => file.Content.Length + 64));
        Span<byte> number = stackalloc byte[4];
        foreach (var file in files)
        {
            var name = Encoding.UTF8.GetBytes(file.Name);
            BinaryPrimitives.WriteInt32LittleEndian(number, name.Length);
            bytes.Write(number);
            bytes.Write(name);
            bytes.WriteByte(file.Executable ? (byte)1 : (byte)0);
            BinaryPrimitives.WriteInt32LittleEndian(number, file.Content.Length);
            bytes.Write(number);
            bytes.Write(file.Content.Span);
        }
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">They are not what <see cref="Bytes"/> writes.</exception>
    private static List<JobFile> Files(ReadOnlyMemory<byte> bytes)
    {
        var files = new List<JobFile>();
        while (bytes.Length > 0)
        {
            var name = Encoding.UTF8.GetString(Next(Length()).Span);
            var executable = Next(1).Span[0] == 1;
            files.Add(new JobFile(name, Next(Length()), executable));
        }
        return files;

        int Length() => BinaryPrimitives.ReadInt32LittleEndian(Next(4).Span);

        ReadOnlyMemory<byte> Next(int length)
        {
            if (length < 0 || length > bytes.Length)
                throw new InvalidDataException("the staged files are not complete");
            var next = bytes[..length];
            bytes = bytes[length..];
            return next;
        }
    }
}
