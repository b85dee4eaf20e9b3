using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>What the annotation singularity-mounts brings into every container.</summary>
/// <param name="Field">Of the annotation.</param>
/// <param name="Paths">The node's paths, each under a name that no volume can have (a dot is in no DNS label).</param>
/// <param name="Binds">Of those, in the order written.</param>
internal sealed record AnnotationMounts(string Field, IReadOnlyList<PlannedHostPath> Paths, IReadOnlyList<PlannedBind> Binds)
{
    private static readonly string[] Words = ["--bind", "-B"];

    /// <exception cref="FieldException">It cannot be read, or a source is not a pod's to mount.</exception>
    public static AnnotationMounts Of(PodSpec pod, SitePolicy site)
    {
        if (AnnotationKeys.Find(pod, AnnotationKeys.SingularityMounts) is not var (field, text))
            return new AnnotationMounts("", [], []);
        var binds = Specs(field, text)
            .Select((spec, i) => Bind(field, spec, string.Create(CultureInfo.InvariantCulture, $"bind.{i + 1}"), site))
            .ToList();
        return new AnnotationMounts(field, [.. binds.Select(b => b.Path)], [.. binds.Select(b => b.Bind)]);
    }

    /// <summary><c>--bind a:b,c --bind=d:e:ro f:g</c>: every form that was seen in manifests.</summary>
    public static IReadOnlyList<string> Specs(string field, string text)
    {
        var specs = new List<string>();
        var isAwaited = false;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var isOption = word.StartsWith('-');
            if (isOption && isAwaited)
                throw new FieldException(field, $"{FieldException.Shown(word)} stands where a path is expected");
            var joined = Words.FirstOrDefault(option => word.StartsWith(option + "=", StringComparison.Ordinal));
            if (isOption && joined is null && !Words.Contains(word))
                throw new FieldException(field, $"{FieldException.Shown(word)} is not an option that a pod may set");
            isAwaited = isOption && joined is null;
            if (!isAwaited)
                specs.AddRange((joined is null ? word : word[(joined.Length + 1)..]).Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
        return isAwaited ? throw new FieldException(field, "ends where a path is expected") : specs;
    }

    private static (PlannedHostPath Path, PlannedBind Bind) Bind(string field, string spec, string name, SitePolicy site)
    {
        var parts = spec.Split(':');
        if (parts.Length > 3)
            throw new FieldException(field, $"{FieldException.Shown(spec)} is not SOURCE, SOURCE:TARGET or SOURCE:TARGET:ro");
        var source = PathText.Absolute(field, parts[0]);
        var target = ContainerMounts.Free(field, parts is [_, { Length: > 0 } other, ..] ? PathText.Absolute(field, other) : source);
        var isReadOnly =
            parts is not [_, _, var mode] ? false
            : mode is "ro" or "rw" ? mode == "ro"
            : throw new FieldException(field, $"{FieldException.Shown(spec)} has a mode other than ro and rw");
        return (
            new PlannedHostPath(name, source, HostPaths.RootOf(field, source, site), ""),
            new PlannedBind($"volumes/{name}", target, isReadOnly)
        );
    }
}
