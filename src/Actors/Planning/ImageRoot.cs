namespace HtcondorActors.Actors.Planning;

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
