using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// What a pod may say to this kind of node in its annotations, and how each word may be spelled: manifests written for other plugins carry
/// theirs.
/// </summary>
internal static class AnnotationKeys
{
    public const string SingularityOptions = "singularity-options";
    public const string SingularityMounts = "singularity-mounts";
    public const string ImageRoot = "image-root";
    public const string PreExec = "pre-exec";
    public const string PodIp = "pod-ip";
    public const string TunnelCommands = "wstunnel-client-commands";
    public const string NotOffloaded = "disable-offload-containers";
    public const string InitNotOffloaded = "disable-offload-init-containers";

    private static readonly string[] Own = ["htcondor-job.vk.io/", "htcondor-job.knoc.io/"];

    /// <summary>The first of them that a pod has counts.</summary>
    private static readonly string[] Spellings =
    [
        "htcondor-job.vk.io/",
        "slurm-job.vk.io/",
        "htcondor-job.knoc.io/",
        "slurm-job.knoc.io/",
        "interlink.eu/",
    ];

    /// <summary>Read elsewhere: they choose the job's size, price and place.</summary>
    private static readonly string[] OfTheJob = [PodFlavors.Annotation, PodDeadline.Annotation, .. PodSubmitCommands.Annotations];

    /// <summary>Other batch systems' and other container programs'.</summary>
    private static readonly string[] Meaningless = ["flags", "mpi-flags", "enroot-options", "enroot-mounts", "singularity-commands"];

    private static readonly string[] Known =
    [
        SingularityOptions,
        SingularityMounts,
        ImageRoot,
        PreExec,
        PodIp,
        TunnelCommands,
        NotOffloaded,
        InitNotOffloaded,
        .. OfTheJob,
    ];

    /// <summary>The first spelling that the pod has, with its full key; null for none.</summary>
    public static (string Field, string Value)? Find(PodSpec pod, string name) =>
        Spellings
            .Where(prefix => pod.Annotations.ContainsKey(prefix + name))
            .Select(prefix => ((string, string)?)(FieldOf(prefix + name), pod.Annotations[prefix + name]))
            .FirstOrDefault();

    /// <summary>For messages.</summary>
    public static string FieldOf(string key) => FieldPath.Key("metadata.annotations", key);

    /// <summary>What is spelled as ours and means nothing.</summary>
    public static void WarnOfOthers(PodSpec pod, PlanWarnings warnings)
    {
        foreach (var key in pod.Annotations.Keys.Order(StringComparer.Ordinal))
        {
            var name = Spellings
                .Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(prefix => key[prefix.Length..])
                .FirstOrDefault();
            if (name is null)
                continue;
            if (warnings.AreFull)
                return;
            if (Meaningless.Contains(name))
                warnings.Add(FieldOf(key), "ignored: it means nothing to HTCondor and Apptainer");
            else if (Own.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) && !Known.Contains(name))
                warnings.Add(FieldOf(key), "is not known; did you mean " + Nearest(name) + "?");
        }
    }

    /// <summary>The known word that takes the fewest changes.</summary>
    private static string Nearest(string name) => Known.MinBy(known => EditDistance.Between(name, known))!;
}
