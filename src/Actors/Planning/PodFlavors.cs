using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: which of the site's flavors a pod has: the one that it names, else the first with GPUs if it asks for GPUs, else the
/// default one.</summary>
internal static class PodFlavors
{
    public const string Annotation = "flavor";

    /// <exception cref="FieldException">It names one that the site does not have.</exception>
    public static Flavor? Of(PodSpec pod, SitePolicy site, bool asksForGpus)
    {
        if (AnnotationKeys.Find(pod, Annotation) is var (field, name))
            return Named(field, name.Trim(), site);
        return asksForGpus && site.Flavors.FirstOrDefault(flavor => flavor.Gpus > 0) is { } withGpus
            ? withGpus
            : site.Flavors.FirstOrDefault(flavor => flavor.Name == site.DefaultFlavor);
    }

    /// <summary>GPUs that nobody asked for come with the flavor: every container sees them, as nothing says whose they are.</summary>
    public static IEnumerable<string> GpuOptions(PodSpec pod, PodResources job) =>
        DeviceResources.Gpus(ResourceAmounts.Of(pod)).IsZero && job.Flavor is { Gpus: > 0 } ? ["--nv"] : [];

    private static Flavor Named(string field, string name, SitePolicy site) =>
        site.Flavors.FirstOrDefault(flavor => flavor.Name == name)
        ?? throw new FieldException(field, $"{FieldException.Shown(name)} is no flavor of this site; it has {Known(site)}");

    private static string Known(SitePolicy site) =>
        site.Flavors.Count > 0 ? string.Join(", ", site.Flavors.Select(flavor => flavor.Name)) : "none";
}
