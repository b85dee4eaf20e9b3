using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>What a pod may say to this kind of node in its annotations; the spellings are those of the plugins that manifests were written for.</summary>
internal static class PodAnnotations
{
    private static readonly string[] OptionsKeys = ["htcondor-job.vk.io/singularity-options", "slurm-job.vk.io/singularity-options"];
    private static readonly string[] ImageRootKeys = ["htcondor-job.vk.io/image-root", "slurm-job.vk.io/image-root", "htcondor-job.knoc.io/image-root"];

    /// <summary>
    /// Options that a pod may set for itself. None takes a value, and none reaches out of the container: a pod that could bind the machine's
    /// folders would read other pods' secrets, since all jobs run as one user.
    /// </summary>
    private static readonly HashSet<string> Allowed =
        ["--nv", "--nvccli", "--rocm", "--fakeroot", "-f", "--userns", "-u", "--unsquash", "--no-init", "--no-umask", "--no-privs", "--uts"];

    /// <summary>Options that every container runs with, or the like of them; asking for one is no fault and changes nothing.</summary>
    private static readonly HashSet<string> AlreadySo =
    [
        "--containall", "-C", "--contain", "-c", "--cleanenv", "-e", "--no-eval", "--no-home", "--writable-tmpfs", "--ipc", "-i", "--pid", "-p",
        "--quiet", "-q", "--silent", "-s",
    ];

    /// <summary>Prefix for image paths outside /cvmfs, or null.</summary>
    public static string? ImageRoot(PodSpec pod) => Find(pod, ImageRootKeys)?.Value.Trim();

    /// <summary>Words for Apptainer, in the pod's order.</summary>
    /// <exception cref="FieldException">One of them is not a pod's to choose.</exception>
    public static IReadOnlyList<string> Options(PodSpec pod)
    {
        if (Find(pod, OptionsKeys) is not { } annotation) return [];
        var options = annotation.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var option in options)
            if (!Allowed.Contains(option) && !AlreadySo.Contains(option))
                throw new FieldException(FieldPath.Key("metadata.annotations", annotation.Key), $"{FieldException.Shown(option)} is not an option that a pod may set");
        return [.. options.Where(Allowed.Contains)];
    }

    private static KeyValuePair<string, string>? Find(PodSpec pod, IEnumerable<string> keys) =>
        keys.Where(pod.Annotations.ContainsKey).Select(key => KeyValuePair.Create(key, pod.Annotations[key])).Cast<KeyValuePair<string, string>?>().FirstOrDefault();
}
