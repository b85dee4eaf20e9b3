using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.Http.Yaml;

namespace HtcondorActors.Cli;

/// <summary>What one pod command uses: the given files, the sidecar, and the pods stored by earlier commands.</summary>
internal sealed record PodSession(Terminal Terminal, ManifestSet Manifests, SidecarClient Client, AppliedPods Applied) : IDisposable
{
    /// <param name="files">Paths; <c>-</c> is standard input.</param>
    /// <exception cref="CliException">The files have no pod, or cannot be read.</exception>
    public static PodSession Open(Terminal terminal, IReadOnlyList<string> files, string server)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CliException($"--server: \"{OneLine.Of(server)}\" is no http:// address", CliException.Usage);
        return new PodSession(terminal, Read(terminal, files), new SidecarClient(address), new AppliedPods(terminal.StateFolder, address));
    }

    /// <param name="files">Paths; <c>-</c> is standard input.</param>
    /// <exception cref="CliException">A file cannot be read, or none of them has a pod.</exception>
    public static ManifestSet Read(Terminal terminal, IReadOnlyList<string> files)
    {
        var manifests = ManifestReader.Read(files.Select(file => (file == "-" ? "stdin" : file, Text(terminal, file))));
        return manifests.Pods.Count > 0
            ? manifests
            : throw new CliException(
                $"there is no Pod in {string.Join(", ", files)}; give the pod's file too: its ConfigMaps and Secrets travel with it"
            );
    }

    public IEnumerable<KnownPod> Recall() => Manifests.Pods.Select(pod => KnownPod.Recall(pod, this));

    public void Dispose() => Client.Dispose();

    /// <summary>The limit of a create body.</summary>
    private const int LargestMiB = 64;

    private static string Text(Terminal terminal, string file)
    {
        try
        {
            return file == "-" ? BoundedText.Read(terminal.In, LargestMiB) : BoundedText.Read(file, LargestMiB);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            var isMissing = unreadable is FileNotFoundException or DirectoryNotFoundException;
            throw new CliException($"{file}: {(isMissing ? "no such file" : OneLine.Of(unreadable.Message))}");
        }
    }
}
