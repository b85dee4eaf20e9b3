using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: one container of a pod to what the runner does for it.</summary>
internal static class ContainerPlanner
{
    /// <exception cref="FieldException">A field of the container forbids it.</exception>
    public static PlannedContainer Plan(
        string field, ContainerSpec container, PodSpec pod, IReadOnlyDictionary<string, VolumeSpec> volumes, SitePolicy site)
    {
        var image = ImageReference.Parse($"{field}.image", container.Image, site.ImagePrefix, PodAnnotations.ImageRoot(pod));
        var variables = ContainerEnvironment.Of($"{field}.env", container.Env);
        var command = Words($"{field}.command", container.Command, variables);
        var args = Words($"{field}.args", container.Args, variables);
        var binds = ContainerMounts.Of($"{field}.volumeMounts", container.Mounts, volumes);
        if (image.IsHost && command.Count + args.Count == 0)
            throw new FieldException($"{field}.command", "image \"host\" is no image, so there must be a command");

        return new PlannedContainer
        {
            Name = container.Name,
            Mode = image.IsHost ? ContainerMode.Host : command.Count > 0 ? ContainerMode.Exec : ContainerMode.Run,
            Image = image.Text,
            Args = [.. command, .. args],
            Env = [.. variables.Where(v => ContainerEnvironment.CanBeGiven(v.Key)).Select(v => $"{v.Key}={v.Value}")],
            WorkingDir = string.IsNullOrEmpty(container.WorkingDir) ? "" : PathText.Absolute($"{field}.workingDir", container.WorkingDir),
            // Without a container there is nothing to set options for or to mount into: the volumes stay in the job's folder.
            Options = image.IsHost ? [] : [.. Options(container, pod, site)],
            Binds = image.IsHost ? [] : binds,
        };
    }

    private static IEnumerable<string> Options(ContainerSpec container, PodSpec pod, SitePolicy site)
    {
        var own = PodAnnotations.Options(pod).Concat(DeviceResources.GpuOptions(container)).Concat(PodFlavors.GpuOptions(pod, site)).Distinct();
        return site.SingularityDefaultOptions.Concat(own.Where(option => !site.SingularityDefaultOptions.Contains(option)));
    }

    private static List<string> Words(string field, IReadOnlyList<string> words, IReadOnlyDictionary<string, string> variables) =>
        [.. words.Select((word, i) => ContainerEnvironment.Require($"{field}[{i}]", Expansion.InCommand(word, variables)))];
}
