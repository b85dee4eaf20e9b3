using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Turns a container's volumeMounts into bind mounts of <c>volumes/NAME</c>, where the runner keeps the volumes in the job's folder.
/// </summary>
internal static class ContainerMounts
{
    private const string ApptainersOwn = "/.singularity.d";

    /// <param name="field">The field of the list.</param>
    /// <param name="mounts">The mounts as the request describes them.</param>
    /// <param name="volumes">The pod's volumes by name.</param>
    /// <param name="variables">The container's variables, for subPathExpr.</param>
    /// <param name="more">The mounts that an annotation adds to every container.</param>
    /// <returns>The bind mounts, parents before the mounts below them, because Apptainer mounts in the given order.</returns>
    public static IReadOnlyList<PlannedBind> Of(
        string field,
        IReadOnlyList<VolumeMount> mounts,
        IReadOnlyDictionary<string, VolumeSpec> volumes,
        ContainerVariables variables,
        AnnotationMounts more,
        FieldFaults faults
    )
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        var binds = new List<PlannedBind>();
        foreach (var (mount, i) in mounts.Select((m, i) => (m, i)))
        {
            var volume = Find($"{field}[{i}].name", mount.Volume, volumes, faults);
            var target = Target($"{field}[{i}].mountPath", mount.MountPath, faults);
            // Two mounts on one path are a fault, because Apptainer only warns and uses the first.
            if (target is not null && !targets.Add(target))
                faults.Add($"{field}[{i}].mountPath", $"{OneLine.Quoted(target)} is mounted twice");
            var below = SubPath($"{field}[{i}]", mount, variables, faults);
            if (volume is null || target is null || below is null)
                continue;
            // Since 1.10 the kubelet always mounts configMap, secret and projected volumes read-only.
            var readOnly = mount.ReadOnly || volume is FilesVolume or SiteVolume { ReadOnly: true };
            binds.Add(new PlannedBind(below.Length == 0 ? $"volumes/{volume.Name}" : $"volumes/{volume.Name}/{below}", target, readOnly));
        }
        foreach (var bind in more.Binds)
            if (targets.Add(bind.Target))
                binds.Add(bind);
            else
                faults.Add(more.Field, $"{OneLine.Quoted(bind.Target)} is mounted twice");
        return [.. binds.OrderBy(bind => bind.Target.Count(c => c == '/'))];
    }

    private static VolumeSpec? Find(string field, string name, IReadOnlyDictionary<string, VolumeSpec> volumes, FieldFaults faults) =>
        volumes.GetValueOrDefault(name) switch
        {
            null => faults.Add<VolumeSpec?>(field, name.Length == 0 ? "missing" : $"there is no volume {OneLine.Quoted(name)}", null),
            // The table of fields has already reported this kind of volume.
            UnservedVolume listed when FieldSupport.Find($"spec.volumes.{listed.Kind}") is { Answer: FieldTreatment.Refused } => null,
            UnservedVolume other => faults.Add<VolumeSpec?>(
                field,
                $"volume {OneLine.Quoted(name)} is of a kind that is not served ({OneLine.Quoted(other.Kind)})",
                null
            ),
            var volume => volume,
        };

    /// <returns>Null if the path is invalid or its variables are not known; both were reported.</returns>
    private static string? SubPath(string field, VolumeMount mount, ContainerVariables variables, FieldFaults faults)
    {
        if (mount.SubPathExpr is not { } expression)
            return PathText.Relative($"{field}.subPath", mount.SubPath ?? "", faults);
        field += ".subPathExpr";
        if (mount.SubPath is not null)
            return faults.Add<string?>(field, "given together with subPath", null);
        return variables.AreKnown && Expansion.InPath(field, expression, variables.Values, faults) is { } path
            ? PathText.Relative(field, path, faults, expression)
            : null;
    }

    private static string? Target(string field, string text, FieldFaults faults)
    {
        // Kubernetes forbids the colon too. In Apptainer's option it separates source and target.
        if (text.Contains(':'))
            return faults.Add<string?>(field, $"{OneLine.Quoted(text)} must not have a colon in it", null);
        return PathText.Absolute(field, text, faults) is { } path && IsFree(field, path, faults) ? path : null;
    }

    /// <param name="path">The path in its normal form.</param>
    public static bool IsFree(string field, string path, FieldFaults faults)
    {
        if (path == "/")
            return faults.Add(field, "nothing can be mounted over the whole container", false);
        // Apptainer reads the container's variables from this folder, and the runner's files are mounted there.
        if (path == ApptainersOwn || path.StartsWith(ApptainersOwn + "/", StringComparison.Ordinal))
            return faults.Add(
                field,
                $"{OneLine.Quoted(path)} is in {ApptainersOwn}, Apptainer's own folder: mount the volume somewhere else",
                false
            );
        return true;
    }
}

/// <summary>The mounts that the annotation singularity-mounts adds to every container.</summary>
/// <param name="Field">The annotation's field.</param>
/// <param name="Paths">The node's paths. Each has a name that no volume can have, because a DNS label contains no dot.</param>
/// <param name="Binds">The bind mounts of these paths, in the order of the annotation.</param>
internal sealed record AnnotationMounts(string Field, IReadOnlyList<PlannedHostPath> Paths, IReadOnlyList<PlannedBind> Binds)
{
    private static readonly string[] Words = ["--bind", "-B"];

    public static AnnotationMounts Of(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.SingularityMounts) is not var (field, text))
            return new AnnotationMounts("", [], []);
        var binds = Specs(field, text, faults)
            .Select((spec, i) => Bind(field, spec, string.Create(CultureInfo.InvariantCulture, $"bind.{i + 1}"), site, faults))
            .OfType<(PlannedHostPath Path, PlannedBind Bind)>()
            .ToList();
        return new AnnotationMounts(field, [.. binds.Select(b => b.Path)], [.. binds.Select(b => b.Bind)]);
    }

    /// <summary>Splits <c>--bind a:b,c --bind=d:e:ro f:g</c>: these are all the forms that occur in manifests.</summary>
    public static IReadOnlyList<string> Specs(string field, string text, FieldFaults faults)
    {
        var specs = new List<string>();
        var isAwaited = false;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var isOption = word.StartsWith('-');
            if (isOption && isAwaited)
                return faults.Add<string[]>(field, $"{OneLine.Quoted(word)} stands where a path is expected", []);
            var joined = Words.FirstOrDefault(option => word.StartsWith(option + "=", StringComparison.Ordinal));
            if (isOption && joined is null && !Words.Contains(word))
                return faults.Add<string[]>(field, $"{OneLine.Quoted(word)} is not an option that a pod may set", []);
            isAwaited = isOption && joined is null;
            if (!isAwaited)
                specs.AddRange((joined is null ? word : word[(joined.Length + 1)..]).Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
        return isAwaited ? faults.Add<List<string>>(field, "ends where a path is expected", []) : specs;
    }

    private static (PlannedHostPath Path, PlannedBind Bind)? Bind(
        string field,
        string spec,
        string name,
        SitePolicy site,
        FieldFaults faults
    )
    {
        var parts = spec.Split(':');
        if (parts.Length > 3)
        {
            faults.Add(field, $"{OneLine.Quoted(spec)} is not SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro");
            return null;
        }
        if (parts is [_, _, not ("ro" or "rw")])
            faults.Add(field, $"{OneLine.Quoted(spec)} has a mode other than ro and rw");
        var source = PathText.Absolute(field, parts[0], faults);
        var target = parts is [_, { Length: > 0 } other, ..] ? PathText.Absolute(field, other, faults) : source;
        if (source is null || target is null || HostPaths.RootOf(field, source, site, faults) is not { } root)
            return null;
        return ContainerMounts.IsFree(field, target, faults)
            ? (new PlannedHostPath(name, source, root, ""), new PlannedBind($"volumes/{name}", target, parts is [_, _, "ro"]))
            : null;
    }
}
