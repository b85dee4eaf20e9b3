using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Annotations that are a word or a few.</summary>
internal static class PodAnnotations
{
    /// <summary>
    /// Options that a pod may set for itself. None takes a value, and none reaches out of the container: a pod that could bind the
    /// machine's folders would read other pods' secrets, since all jobs run as one user.
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

    /// <summary>Options that every container runs with, or the like of them; asking for one is no fault and changes nothing.</summary>
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

    /// <summary>What the pod puts before its images; empty or absent: nothing.</summary>
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

    /// <summary>Words for Apptainer, in the pod's order.</summary>
    public static IReadOnlyList<string> Options(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.SingularityOptions) is not var (field, value))
            return [];
        if (!site.AllowApptainerOptions)
            return faults.Add<string[]>(field, "the site does not let pods choose options of Apptainer (AllowApptainerOptions)", []);
        var options = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // The first alone: what follows may be its value.
        if (options.FirstOrDefault(option => !Allowed.Contains(option) && !AlreadySo.Contains(option)) is { } other)
            faults.Add(field, $"{OneLine.Quoted(other)} is not an option that a pod may set");
        return [.. options.Where(Allowed.Contains)];
    }

    /// <summary>The pod's address in the cluster, for programs that want to be told; empty for none.</summary>
    public static string PodIp(PodSpec pod, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.PodIp) is not var (field, value) || value.Trim() is not { Length: > 0 } text)
            return "";
        return AddressText.TryParse(text, out _) ? text : faults.Add(field, $"{OneLine.Quoted(text)} is not an IP address", "");
    }
}
