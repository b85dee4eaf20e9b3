using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

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
