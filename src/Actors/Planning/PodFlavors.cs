using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: which of the site's flavors a pod has: the one that it names, else the first with GPUs if it asks for GPUs, else the
/// default one.</summary>
internal static class PodFlavors
{
    public const string Annotation = "flavor";

    public static Flavor? Of(PodSpec pod, SitePolicy site, bool asksForGpus, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, Annotation) is var (field, name))
            return Named(field, name.Trim(), site, faults);
        return asksForGpus && site.Flavors.FirstOrDefault(flavor => flavor.Gpus > 0) is { } withGpus
            ? withGpus
            : site.Flavors.FirstOrDefault(flavor => flavor.Name == site.DefaultFlavor);
    }

    /// <summary>GPUs that nobody asked for come with the flavor: every container sees them, as nothing says whose they are.</summary>
    public static IEnumerable<string> GpuOptions(PodResources job) => !job.AsksForGpus && job.Flavor is { Gpus: > 0 } ? ["--nv"] : [];

    private static Flavor? Named(string field, string name, SitePolicy site, FieldFaults faults) =>
        site.Flavors.FirstOrDefault(flavor => flavor.Name == name)
        ?? faults.Add<Flavor?>(field, $"{OneLine.Quoted(name)} is no flavor of this site; it has {Known(site)}", null);

    private static string Known(SitePolicy site) =>
        site.Flavors.Count > 0 ? string.Join(", ", site.Flavors.Select(flavor => flavor.Name)) : "none";
}
