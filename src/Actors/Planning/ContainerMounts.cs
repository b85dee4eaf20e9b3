using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>A container's volumeMounts as binds of what the runner keeps in the job's folder under <c>volumes/NAME</c>.</summary>
internal static class ContainerMounts
{
    private const string ApptainersOwn = "/.singularity.d";

    /// <param name="field">Of the list.</param>
    /// <param name="mounts">As they came.</param>
    /// <param name="volumes">Of the pod, by name.</param>
    /// <param name="variables">The container's, for subPathExpr.</param>
    /// <param name="more">What an annotation brings into every container.</param>
    /// <returns>Parents before what is mounted below them: Apptainer binds in the order given.</returns>
    /// <exception cref="FieldException">A path is bad or used twice, or the volume is unknown or of a kind that is not served.</exception>
    public static IReadOnlyList<PlannedBind> Of(
        string field,
        IReadOnlyList<VolumeMount> mounts,
        IReadOnlyDictionary<string, VolumeSpec> volumes,
        IReadOnlyDictionary<string, string> variables,
        AnnotationMounts more
    )
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        var binds = new List<PlannedBind>();
        foreach (var (mount, i) in mounts.Select((m, i) => (m, i)))
        {
            var volume = Find($"{field}[{i}].name", mount.Volume, volumes);
            var target = Target($"{field}[{i}].mountPath", mount.MountPath);
            // Apptainer keeps the first of two binds on one path and only warns.
            if (!targets.Add(target))
                throw new FieldException($"{field}[{i}].mountPath", $"{FieldException.Shown(target)} is mounted twice");
            var below = SubPath($"{field}[{i}]", mount, variables);
            // The kubelet mounts configMap, secret and projected volumes read-only whatever the mount says (since 1.10).
            var readOnly = mount.ReadOnly || volume is FilesVolume or SiteVolume { ReadOnly: true };
            binds.Add(new PlannedBind(below.Length == 0 ? $"volumes/{volume.Name}" : $"volumes/{volume.Name}/{below}", target, readOnly));
        }
        foreach (var bind in more.Binds)
            binds.Add(
                targets.Add(bind.Target)
                    ? bind
                    : throw new FieldException(more.Field, $"{FieldException.Shown(bind.Target)} is mounted twice")
            );
        return [.. binds.OrderBy(bind => bind.Target.Count(c => c == '/'))];
    }

    private static VolumeSpec Find(string field, string name, IReadOnlyDictionary<string, VolumeSpec> volumes) =>
        volumes.GetValueOrDefault(name) switch
        {
            null => throw new FieldException(field, $"there is no volume {FieldException.Shown(name)}"),
            UnservedVolume other => throw new FieldException(
                field,
                $"volume {FieldException.Shown(name)} is of a kind that is not served ({FieldException.Shown(other.Kind)})"
            ),
            var volume => volume,
        };

    private static string SubPath(string field, VolumeMount mount, IReadOnlyDictionary<string, string> variables)
    {
        if (mount.SubPathExpr is not { } expression)
            return PathText.Relative($"{field}.subPath", mount.SubPath ?? "");
        if (mount.SubPath is not null)
            throw new FieldException($"{field}.subPathExpr", "given together with subPath");
        return PathText.Relative($"{field}.subPathExpr", Expansion.InPath($"{field}.subPathExpr", expression, variables), expression);
    }

    private static string Target(string field, string text)
    {
        // Kubernetes forbids the colon too; it parts source from target in a bind.
        if (text.Contains(':'))
            throw new FieldException(field, $"{FieldException.Shown(text)} must not have a colon in it");
        return Free(field, PathText.Absolute(field, text));
    }

    /// <param name="path">Cleaned.</param>
    /// <exception cref="FieldException">Nothing can be mounted there.</exception>
    public static string Free(string field, string path)
    {
        if (path == "/")
            throw new FieldException(field, "nothing can be mounted over the whole container");
        // Apptainer reads the container's variables from it, and the runner's files are mounted in it.
        if (path == ApptainersOwn || path.StartsWith(ApptainersOwn + "/", StringComparison.Ordinal))
            throw new FieldException(
                field,
                $"{FieldException.Shown(path)} is in {ApptainersOwn}, Apptainer's own folder: mount the volume somewhere else"
            );
        return path;
    }
}
