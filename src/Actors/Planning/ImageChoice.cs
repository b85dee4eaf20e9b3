using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: which image a container is run from, and whether it is fetched anew.</summary>
internal static class ImageChoice
{
    public static (ImageReference Image, PullPolicy Pull) Of(
        string field,
        ContainerSpec container,
        PodSpec pod,
        SitePolicy site,
        FieldFaults faults
    )
    {
        var pull = Policy($"{field}.imagePullPolicy", container, faults);
        // The site's own choice is as it says: no root of the pod's goes before it, and no policy about pods.
        var image = Override(container.Image, site) is { } other
            ? ImageReference.Parse($"{field}.image", other, site.ImagePrefix, null, faults)
            : ImagePolicy.Judged(
                $"{field}.image",
                ImageReference.Parse($"{field}.image", container.Image, site.ImagePrefix, PodAnnotations.ImageRoot(pod, faults), faults),
                site,
                faults
            );
        return (image, pull);
    }

    private static string? Override(string image, SitePolicy site) =>
        site.ImageOverrides.GetValueOrDefault(image)
        ?? (
            image.EndsWith(Latest, StringComparison.Ordinal) ? site.ImageOverrides.GetValueOrDefault(image[..^Latest.Length])
            : IsUntagged(image) ? site.ImageOverrides.GetValueOrDefault(image + Latest)
            : null
        );

    private static PullPolicy Policy(string field, ContainerSpec container, FieldFaults faults) =>
        container.ImagePullPolicy switch
        {
            null => IsUntagged(container.Image) || container.Image.EndsWith(Latest, StringComparison.Ordinal)
                ? PullPolicy.Always
                : PullPolicy.IfNotPresent,
            "Always" => PullPolicy.Always,
            "IfNotPresent" => PullPolicy.IfNotPresent,
            "Never" => PullPolicy.Never,
            var other => faults.Add(field, $"{OneLine.Quoted(other)} is not Always, IfNotPresent or Never", PullPolicy.Never),
        };

    private const string Latest = ":latest";

    /// <summary>Neither a tag nor a digest; a port of the registry is no tag.</summary>
    private static bool IsUntagged(string image) => image[(image.LastIndexOf('/') + 1)..].IndexOfAny([':', '@']) < 0;
}
