using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: <c>cvmfs.vk.io/VOLUME</c> and <c>fuse.vk.io/VOLUME</c>, which say what a volume really is.</summary>
internal static class StorageAnnotations
{
    private const string Cvmfs = "cvmfs.vk.io/";
    private const string Fuse = "fuse.vk.io/";

    /// <summary>The pod, with each volume that stands for a CVMFS repository made one of the node's folders.</summary>
    public static PodSpec Applied(PodSpec pod, PlanWarnings warnings, FieldFaults faults)
    {
        var (repositories, spoilt) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (key, value) in pod.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(Fuse, StringComparison.Ordinal) && spoilt.Add(key[Fuse.Length..]))
                faults.Add(AnnotationKeys.FieldOf(key), "mount scripts are not served: a job has no right to mount");
            if (!key.StartsWith(Cvmfs, StringComparison.Ordinal))
                continue;
            var repository = value.Trim();
            if (!DnsName.IsSubdomain(repository) && spoilt.Add(key[Cvmfs.Length..]))
                faults.Add(AnnotationKeys.FieldOf(key), $"{OneLine.Quoted(value)} is not the name of a CVMFS repository");
            else if (pod.Volumes.Any(volume => volume.Name == key[Cvmfs.Length..]))
                repositories[key[Cvmfs.Length..]] = repository;
            else
                warnings.Add(AnnotationKeys.FieldOf(key), "ignored: the pod has no volume of that name");
        }
        if (repositories.Count + spoilt.Count == 0)
            return pod;
        return pod with
        {
            Volumes =
            [
                .. pod.Volumes.Select(volume =>
                    // What the volume is under its annotation is not known: it is no second fault.
                    spoilt.Contains(volume.Name)
                        ? new EmptyDirVolume(volume.Name)
                    : repositories.TryGetValue(volume.Name, out var name) ? new HostPathVolume(volume.Name, $"/cvmfs/{name}", "Directory")
                    : volume
                ),
            ],
        };
    }
}
