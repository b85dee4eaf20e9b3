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
