using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Shows nodes whether they share one data folder and serve the same schedd. Each process of a node writes its own random text, and what
/// all nodes must have in common, into the file <c>nodes/HOST:PORT</c>, and the others look for it. Nodes with different folders would miss
/// the output of each other's jobs.
/// </summary>
public interface INodeFiles
{
    /// <summary>Writes this node's file.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    Task WriteAsync(string node, string text);

    /// <summary>Compares this node with another one.</summary>
    /// <param name="node">The other node.</param>
    /// <param name="text">The random text of its process.</param>
    /// <returns>Null if the two can be nodes together; otherwise in what they differ.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not readable.</exception>
    Task<string?> DifferenceAsync(string node, string text);
}

/// <param name="options">The data folder, and what all nodes must have in common.</param>
internal sealed class NodeFiles(CondorIoOptions options) : INodeFiles, IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DiskThreads _disk = new();

    private string Folder => Path.Combine(options.DataRootFolder, "nodes");

    private string[] InCommon =>
        [
            $"InstanceName: {options.Instance}",
            $"ScheddHost: {options.ScheddHost}",
            $"CollectorHost: {options.CollectorHost}",
            $"ScheddName: {options.ToolEnvironment.GetValueOrDefault("_condor_SCHEDD_NAME")}",
        ];

    public void Dispose() => _disk.Dispose();

    public Task WriteAsync(string node, string text) =>
        _disk.RunAsync(() =>
        {
            JobFolders.CreateFolder(Folder);
            DurableFile.Write(PathOf(node), Encoding.UTF8.GetBytes(string.Join('\n', [text, .. InCommon])), Private);
            DurableFile.FlushFolder(Folder);
            return true;
        });

    public Task<string?> DifferenceAsync(string node, string text) =>
        _disk.RunAsync(() =>
        {
            var file = PathOf(node);
            var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
            if (lines.FirstOrDefault() != text)
                return $"its DataRootFolder {options.DataRootFolder} is not the folder of node {node}, and all nodes must share one";
            var other = InCommon.Zip(lines.Skip(1)).FirstOrDefault(pair => pair.First != pair.Second);
            return other == default ? null : $"it has \"{other.First}\", and node {node} has \"{other.Second}\"";
        });

    private string PathOf(string node) => Path.Combine(Folder, node);
}
