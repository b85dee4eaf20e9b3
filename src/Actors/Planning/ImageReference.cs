using HtcondorActors.Actors.Protocol;

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
