using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Shows nodes whether they share one data folder. Each process of a node writes its own random text into the file <c>nodes/HOST:PORT</c>,
/// and the others look for it. Nodes with different folders would miss the output of each other's jobs.
/// </summary>
public interface INodeFiles
{
    /// <summary>Writes this node's file.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    Task WriteAsync(string node, string text);

    /// <summary>True if the node's file is here and has this text.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not readable.</exception>
    Task<bool> IsHereAsync(string node, string text);
}

/// <param name="options">The data folder.</param>
internal sealed class NodeFiles(CondorIoOptions options) : INodeFiles, IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Made when it is used first: only nodes of a cluster have such files.
    private readonly Lazy<DiskThreads> _threads = new(() => new DiskThreads());

    private string Folder => Path.Combine(options.DataRootFolder, "nodes");

    public void Dispose()
    {
        if (_threads.IsValueCreated)
            _threads.Value.Dispose();
    }

    public Task WriteAsync(string node, string text) =>
        _threads.Value.RunAsync(() =>
        {
            JobFolders.CreateFolder(Folder);
            DurableFile.Write(PathOf(node), Encoding.UTF8.GetBytes(text), Private);
            return true;
        });

    public Task<bool> IsHereAsync(string node, string text) =>
        _threads.Value.RunAsync(() => File.Exists(PathOf(node)) && File.ReadAllText(PathOf(node)) == text);

    private string PathOf(string node) => Path.Combine(Folder, node);
}
