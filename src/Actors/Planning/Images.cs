using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A container's image as Apptainer is given it: an absolute path on the execute node (a .sif file or an unpacked folder, /cvmfs too) or a
/// URI.
/// </summary>
/// <param name="Text">Empty for <see cref="IsHost"/>.</param>
/// <param name="IsHost">Image exactly <c>host</c>: the command runs without a container, as the plugin that this one replaces does
/// it.</param>
/// <param name="Folder">What the image must not lie outside of on the node, as the site's policy has it; empty: anywhere.</param>
internal readonly record struct ImageReference(string Text, bool IsHost, string Folder = "")
{
    private const string Docker = "docker://";
    private static readonly string[] Schemes = [Docker, "oras://", "library://", "shub://", "https://", "http://"];

    /// <summary>Kinds that name a local file; Apptainer writes them without slashes after the colon, so the path's own must
    /// follow.</summary>
    private static readonly string[] LocalKinds = ["oci:/", "oci-archive:/", "docker-archive:/"];

    /// <summary>The file or folder of the node that it is read from; null: it is none of the node's.</summary>
    public string? NodePath
    {
        get
        {
            var text = Text;
            if (text.StartsWith('/'))
                return text;
            var kind = LocalKinds.FirstOrDefault(kind => text.StartsWith(kind, StringComparison.Ordinal));
            // What follows a colon chooses an image inside the archive.
            return kind is null ? null : text[(kind.Length - 1)..].Split(':')[0];
        }
    }

    /// <param name="field">Where it was found.</param>
    /// <param name="image">The pod's words.</param>
    /// <param name="prefix">The site's ImagePrefix: put in front of what is neither a path nor a URI.</param>
    /// <param name="root">What the pod puts before it, or null.</param>
    public static ImageReference Parse(string field, string image, string prefix, ImageRoot? root, FieldFaults faults)
    {
        ImageReference Fault(string words) => faults.Add(field, $"{OneLine.Quoted(image)} {words}", new ImageReference("", false));

        if (image == "host")
            return new("", true);
        if (image.Length == 0)
            return faults.Add(field, "missing", new ImageReference("", false));
        // A blank or newline is never part of an image's name, and a leading dash would be taken for an option.
        if (image.StartsWith('-') || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return Fault("is not an image name");

        // The pod's own word is judged alone: behind a path, ".." would climb out of it.
        if (!IsLocated(image) && !IsName(image))
            return Fault("is not an image name");
        var rooted = root?.Before(image, IsLocated(image)) ?? image;
        if (!IsLocated(rooted) && !IsName(rooted))
            return Fault("is not an image name behind the annotation image-root");
        var full = IsLocated(rooted) ? rooted : prefix + rooted;

        if (full.StartsWith('/'))
            return new(PathText.Absolute(field, full, faults) ?? "", false);
        full = WithoutTagBesideDigest(full);
        if (Schemes.Concat(LocalKinds).Any(start => full.Length > start.Length && full.StartsWith(start, StringComparison.Ordinal)))
            return new(full, false);
        return Fault(
            full.Contains("://", StringComparison.Ordinal)
                ? $"is of a kind that is not served ({string.Join(' ', Schemes)})"
                : "is not an absolute path, and this site has no prefix for image names"
        );
    }

    /// <summary>Apptainer takes only one of them; Kubernetes takes both, and then the digest counts.</summary>
    private static string WithoutTagBesideDigest(string uri)
    {
        var at = uri.StartsWith(Docker, StringComparison.Ordinal) ? uri.LastIndexOf('@') : -1;
        var tag = at < 0 ? -1 : uri.LastIndexOf(':', at);
        return tag > uri.LastIndexOf('/', Math.Max(at, 0)) ? uri[..tag] + uri[at..] : uri;
    }

    private static bool IsLocated(string text) =>
        text.StartsWith('/')
        || text.Contains("://", StringComparison.Ordinal)
        || LocalKinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal));

    /// <summary>What a registry's name, tag and digest may have in it; <c>..</c> would climb out of a prefix that is a folder.</summary>
    private static bool IsName(string text) =>
        char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '@' or '+')
        && !text.Split('/').Contains("..");
}

/// <summary>
/// What a pod puts before the names of its images (annotation image-root). The HTCondor plugin puts a path before absolute paths outside
/// /cvmfs; the Slurm plugin puts a path or the beginning of a URI (<c>docker://</c>) before names that have no scheme, instead of the
/// site's ImagePrefix. The text says which of the two is meant. Only a path before a name can be either: there the annotation's spelling
/// decides.
/// </summary>
/// <param name="Text">A path that ends with a slash, or the beginning of a name or URI.</param>
/// <param name="GoesBeforeNames">Not only before absolute paths.</param>
/// <param name="GoesBeforePaths">A path before absolute ones.</param>
internal sealed record ImageRoot(string Text, bool GoesBeforeNames, bool GoesBeforePaths)
{
    /// <param name="image">As the pod has it.</param>
    /// <param name="isLocated">It is a path or a URI.</param>
    public string Before(string image, bool isLocated)
    {
        if (!isLocated)
            return GoesBeforeNames ? Text + image : image;
        return GoesBeforePaths && Text.StartsWith('/') && image.StartsWith('/') && !image.StartsWith("/cvmfs/", StringComparison.Ordinal)
            ? Text.TrimEnd('/') + image
            : image;
    }
}

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

/// <summary>
/// Pure: which images a pod may name. One of a registry is the registry's files; <c>host</c> is no container at all, and a path is whatever
/// lies there on the execute node: with <c>image: /</c> a pod would have all files that the job's user can read.
/// </summary>
internal static class ImagePolicy
{
    public static ImageReference Judged(string field, ImageReference image, SitePolicy site, FieldFaults faults)
    {
        if (image.IsHost && !site.AllowHostImages)
            faults.Add(field, "\"host\" runs on the node itself; the site does not allow it (AllowHostImages)");
        if (image.NodePath is not { } path || PathText.Absolute(field, path, faults) is not { } plain)
            return image;
        return AllowedFolders.Of(plain, site.AllowedImagePaths) is { } folder
            ? image with
            {
                Folder = folder == "/" ? "" : folder,
            }
            : faults.Add(
                field,
                $"{OneLine.Quoted(plain)} is a path of the node, and not below one that the site allows "
                    + $"(AllowedImagePaths: {AllowedFolders.Shown(site.AllowedImagePaths)})",
                image
            );
    }
}
