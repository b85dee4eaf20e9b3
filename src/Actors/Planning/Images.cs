using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A container's image as Apptainer gets it: an absolute path on the execute node (a .sif file or an unpacked folder, also on /cvmfs), or a
/// URI.
/// </summary>
/// <param name="Text">Empty for <see cref="IsHost"/>.</param>
/// <param name="IsHost">True for the image <c>host</c>: the command runs without a container, as in the Python plugin.</param>
/// <param name="Folder">The folder of the node in which the image must be, by the site's policy; empty means anywhere.</param>
internal readonly record struct ImageReference(string Text, bool IsHost, string Folder = "")
{
    private const string Docker = "docker://";
    private static readonly string[] Schemes = [Docker, "oras://", "library://", "shub://", "https://", "http://"];

    /// <summary>
    /// URI schemes that name a local file. They have no slashes after the colon, so the slash of an absolute path must follow.
    /// </summary>
    private static readonly string[] LocalKinds = ["oci:/", "oci-archive:/", "docker-archive:/"];

    /// <summary>The file or folder of the node that contains the image; null if the image is not on the node.</summary>
    public string? NodePath
    {
        get
        {
            var text = Text;
            if (text.StartsWith('/'))
                return text;
            var kind = LocalKinds.FirstOrDefault(kind => text.StartsWith(kind, StringComparison.Ordinal));
            // The text after a second colon selects an image inside the archive.
            return kind is null ? null : text[(kind.Length - 1)..].Split(':')[0];
        }
    }

    /// <param name="field">The field of the image.</param>
    /// <param name="image">The image that the pod names.</param>
    /// <param name="prefix">The site's ImagePrefix, which is put before a name that is neither a path nor a URI.</param>
    /// <param name="root">The pod's own prefix (annotation image-root), or null.</param>
    public static ImageReference Parse(string field, string image, string prefix, ImageRoot? root, FieldFaults faults)
    {
        ImageReference Fault(string words) => faults.Add(field, $"{OneLine.Quoted(image)} {words}", new ImageReference("", false));

        if (image == "host")
            return new("", true);
        if (image.Length == 0)
            return faults.Add(field, "missing", new ImageReference("", false));
        // An image's name never contains a blank or newline, and Apptainer would take a leading dash for an option.
        if (image.StartsWith('-') || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return Fault("is not an image name");

        // The pod's name is checked before the prefix is added, because behind a path ".." would leave that path.
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

    /// <summary>
    /// Removes the tag if there is a digest too. Kubernetes accepts both, and the digest counts; Apptainer accepts only one.
    /// </summary>
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

    /// <summary>
    /// Checks the characters of a registry name, tag and digest. <c>..</c> is refused, because it would leave a prefix that is a folder.
    /// </summary>
    private static bool IsName(string text) =>
        char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '@' or '+')
        && !text.Split('/').Contains("..");
}

/// <summary>
/// The prefix that a pod puts before its images (annotation image-root). In the HTCondor plugin it is a path that goes before absolute
/// paths outside /cvmfs. In the Slurm plugin it is a path or the beginning of a URI (<c>docker://</c>) that goes before names without a
/// scheme, instead of the site's ImagePrefix. The text usually shows which meaning applies. Only for a path both are possible; then the
/// annotation's prefix (htcondor or slurm) decides.
/// </summary>
/// <param name="Text">A path that ends with a slash, or the beginning of a name or URI.</param>
/// <param name="GoesBeforeNames">True if the text goes before names without a scheme.</param>
/// <param name="GoesBeforePaths">True if the text, when it is a path, goes before absolute paths.</param>
internal sealed record ImageRoot(string Text, bool GoesBeforeNames, bool GoesBeforePaths)
{
    /// <param name="image">The image that the pod names.</param>
    /// <param name="isLocated">True if the image is a path or a URI.</param>
    public string Before(string image, bool isLocated)
    {
        if (!isLocated)
            return GoesBeforeNames ? Text + image : image;
        return GoesBeforePaths && Text.StartsWith('/') && image.StartsWith('/') && !image.StartsWith("/cvmfs/", StringComparison.Ordinal)
            ? Text.TrimEnd('/') + image
            : image;
    }
}

/// <summary>Pure: chooses a container's image and its pull policy.</summary>
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
        // The pod's image-root and the site's policy about pods do not apply to an image that the site itself chose.
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

    private static string? Override(string image, SitePolicy site)
    {
        const string Latest = ImagePullPolicies.Latest;
        if (site.ImageOverrides.GetValueOrDefault(image) is { } exact)
            return exact;
        if (image.EndsWith(Latest, StringComparison.Ordinal))
            return site.ImageOverrides.GetValueOrDefault(image[..^Latest.Length]);
        return ImagePullPolicies.IsUntagged(image) ? site.ImageOverrides.GetValueOrDefault(image + Latest) : null;
    }

    private static PullPolicy Policy(string field, ContainerSpec container, FieldFaults faults) =>
        (container.ImagePullPolicy ?? ImagePullPolicies.DefaultOf(container.Image)) switch
        {
            ImagePullPolicies.Always => PullPolicy.Always,
            ImagePullPolicies.IfNotPresent => PullPolicy.IfNotPresent,
            ImagePullPolicies.Never => PullPolicy.Never,
            var other => faults.Add(field, $"{OneLine.Quoted(other)} is not Always, IfNotPresent or Never", PullPolicy.Never),
        };
}

/// <summary>
/// Pure: checks which images a pod may name. An image from a registry contains only the registry's files. But <c>host</c> runs without a
/// container, and a path can be anything on the execute node: with <c>image: /</c> a pod could read all files that the job's user can read.
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
