using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: <c>cvmfs.vk.io/VOLUME</c> and <c>fuse.vk.io/VOLUME</c>, which say what a volume really is.</summary>
internal static class StorageAnnotations
{
    private const string Cvmfs = "cvmfs.vk.io/";
    private const string Fuse = "fuse.vk.io/";

    /// <summary>The pod, with each volume that stands for a CVMFS repository made one of the node's folders.</summary>
    /// <exception cref="FieldException">A mount script, or what is no repository.</exception>
    public static PodSpec Applied(PodSpec pod, PlanWarnings warnings)
    {
        var repositories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pod.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(Fuse, StringComparison.Ordinal))
                throw new FieldException(AnnotationKeys.FieldOf(key), "mount scripts are not served: a job has no right to mount");
            if (!key.StartsWith(Cvmfs, StringComparison.Ordinal))
                continue;
            var repository = value.Trim();
            if (!DnsName.IsSubdomain(repository))
                throw new FieldException(
                    AnnotationKeys.FieldOf(key),
                    $"{FieldException.Shown(value)} is not the name of a CVMFS repository"
                );
            if (pod.Volumes.Any(volume => volume.Name == key[Cvmfs.Length..]))
                repositories[key[Cvmfs.Length..]] = repository;
            else
                warnings.Add(AnnotationKeys.FieldOf(key), "ignored: the pod has no volume of that name");
        }
        if (repositories.Count == 0)
            return pod;
        return pod with
        {
            Volumes =
            [
                .. pod.Volumes.Select(volume =>
                    repositories.TryGetValue(volume.Name, out var name)
                        ? new HostPathVolume(volume.Name, $"/cvmfs/{name}", "Directory")
                        : volume
                ),
            ],
        };
    }
}
