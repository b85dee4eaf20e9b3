using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

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
            // Apptainer keeps the first of two binds on one path and only warns.
            if (target is not null && !targets.Add(target))
                faults.Add($"{field}[{i}].mountPath", $"{OneLine.Quoted(target)} is mounted twice");
            var below = SubPath($"{field}[{i}]", mount, variables, faults);
            if (volume is null || target is null || below is null)
                continue;
            // The kubelet mounts configMap, secret and projected volumes read-only whatever the mount says (since 1.10).
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
            // The table of fields has told it.
            UnservedVolume listed when FieldSupport.Find($"spec.volumes.{listed.Kind}") is { Answer: FieldTreatment.Refused } => null,
            UnservedVolume other => faults.Add<VolumeSpec?>(
                field,
                $"volume {OneLine.Quoted(name)} is of a kind that is not served ({OneLine.Quoted(other.Kind)})",
                null
            ),
            var volume => volume,
        };

    /// <returns>Null: it was told, or the variables in it are not known, and that was told.</returns>
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
        // Kubernetes forbids the colon too; it parts source from target in a bind.
        if (text.Contains(':'))
            return faults.Add<string?>(field, $"{OneLine.Quoted(text)} must not have a colon in it", null);
        return PathText.Absolute(field, text, faults) is { } path && IsFree(field, path, faults) ? path : null;
    }

    /// <param name="path">Cleaned.</param>
    public static bool IsFree(string field, string path, FieldFaults faults)
    {
        if (path == "/")
            return faults.Add(field, "nothing can be mounted over the whole container", false);
        // Apptainer reads the container's variables from it, and the runner's files are mounted in it.
        if (path == ApptainersOwn || path.StartsWith(ApptainersOwn + "/", StringComparison.Ordinal))
            return faults.Add(
                field,
                $"{OneLine.Quoted(path)} is in {ApptainersOwn}, Apptainer's own folder: mount the volume somewhere else",
                false
            );
        return true;
    }
}

/// <summary>What the annotation singularity-mounts brings into every container.</summary>
/// <param name="Field">Of the annotation.</param>
/// <param name="Paths">The node's paths, each under a name that no volume can have (a dot is in no DNS label).</param>
/// <param name="Binds">Of those, in the order written.</param>
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

    /// <summary><c>--bind a:b,c --bind=d:e:ro f:g</c>: every form that was seen in manifests.</summary>
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
