using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// The annotations that a pod may use for this kind of node, with all their prefixes: manifests written for other plugins use the prefixes
/// of those plugins.
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

    /// <summary>If a pod has several, the first prefix in this list counts.</summary>
    private static readonly string[] Spellings =
    [
        "htcondor-job.vk.io/",
        "slurm-job.vk.io/",
        "htcondor-job.knoc.io/",
        "slurm-job.knoc.io/",
        "interlink.eu/",
    ];

    /// <summary>Annotations that other files read: they choose the job's size, priority and place.</summary>
    private static readonly string[] OfTheJob = [PodFlavors.Annotation, PodDeadline.Annotation, .. PodSubmitCommands.Annotations];

    /// <summary>Annotations for other batch systems and other container programs.</summary>
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

    /// <summary>The value of the first prefix that the pod uses, with its field; null if there is none.</summary>
    public static (string Field, string Value)? Find(PodSpec pod, string name) =>
        Spellings
            .Where(prefix => pod.Annotations.ContainsKey(prefix + name))
            .Select(prefix => ((string, string)?)(FieldOf(prefix + name), pod.Annotations[prefix + name]))
            .FirstOrDefault();

    /// <summary>The name of the annotation's field, for messages.</summary>
    public static string FieldOf(string key) => FieldPath.Key("metadata.annotations", key);

    /// <summary>Warns of annotations that have a known prefix but that nothing reads.</summary>
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

    /// <summary>The known name with the smallest edit distance.</summary>
    private static string Nearest(string name) => Known.MinBy(known => EditDistance.Between(name, known))!;
}

/// <summary>Reads the simple annotations.</summary>
internal static class PodAnnotations
{
    /// <summary>
    /// Apptainer options that a pod may set for itself. None takes a value, and none gives access outside the container: a pod that could
    /// bind the machine's folders would read other pods' secrets, because all jobs run as one user.
    /// </summary>
    private static readonly HashSet<string> Allowed =
    [
        "--nv",
        "--nvccli",
        "--rocm",
        "--fakeroot",
        "-f",
        "--userns",
        "-u",
        "--unsquash",
        "--no-init",
        "--no-umask",
        "--no-privs",
        "--uts",
    ];

    /// <summary>Options that every container has anyway, or equivalents of them. A pod may ask for them, and nothing changes.</summary>
    private static readonly HashSet<string> AlreadySo =
    [
        "--containall",
        "-C",
        "--contain",
        "-c",
        "--cleanenv",
        "-e",
        "--no-eval",
        "--no-home",
        "--writable-tmpfs",
        "--ipc",
        "-i",
        "--pid",
        "-p",
        "--quiet",
        "-q",
        "--silent",
        "-s",
    ];

    /// <summary>The text that the pod puts before its images; null if the annotation is absent or empty.</summary>
    public static ImageRoot? ImageRoot(PodSpec pod, FieldFaults faults) =>
        AnnotationKeys.Find(pod, AnnotationKeys.ImageRoot) is var (field, value) && value.Trim() is { Length: > 0 } text
            ? new ImageRoot(
                text.StartsWith('/') ? PathText.Absolute(field, text, faults) + "/"
                    : IsOneWord(text) ? text
                    : faults.Add(field, $"{OneLine.Quoted(text)} is not the beginning of an image's name", ""),
                GoesBeforeNames: !text.StartsWith('/') || field.Contains("slurm-job.", StringComparison.Ordinal),
                GoesBeforePaths: !field.Contains("slurm-job.", StringComparison.Ordinal)
            )
            : null;

    private static bool IsOneWord(string text) => !text.StartsWith('-') && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>The options for Apptainer, in the pod's order.</summary>
    public static IReadOnlyList<string> Options(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.SingularityOptions) is not var (field, value))
            return [];
        if (!site.AllowApptainerOptions)
            return faults.Add<string[]>(field, "the site does not let pods choose options of Apptainer (AllowApptainerOptions)", []);
        var options = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Only the first unknown option is reported, because the next word may be its value.
        if (options.FirstOrDefault(option => !Allowed.Contains(option) && !AlreadySo.Contains(option)) is { } other)
            faults.Add(field, $"{OneLine.Quoted(other)} is not an option that a pod may set");
        return [.. options.Where(Allowed.Contains)];
    }

    /// <summary>The pod's address in the cluster, for programs that need it; empty if there is none.</summary>
    public static string PodIp(PodSpec pod, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.PodIp) is not var (field, value) || value.Trim() is not { Length: > 0 } text)
            return "";
        return AddressText.TryParse(text, out _) ? text : faults.Add(field, $"{OneLine.Quoted(text)} is not an IP address", "");
    }
}
