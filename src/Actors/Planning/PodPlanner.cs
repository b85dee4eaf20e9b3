using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: turns a pod and the site's policy into a job, or into one line that names each field at fault.</summary>
internal static class PodPlanner
{
    /// <summary>A year. HTCondor stores the time to vacate as 32 bits of seconds.</summary>
    internal const long LongestGrace = 365 * 24 * 3600;

    /// <summary>
    /// Never throws because of a pod's content, and names all fields at fault (docs/adr/0017). The same pod gives the same files, byte for
    /// byte.
    /// </summary>
    public static PlanResult Plan(PodSpec pod, SitePolicy site)
    {
        var faults = new FieldFaults();
        faults.Include(pod.Faults);
        // A pod with too many containers is not planned.
        var planned = IsTooMany(pod, site, faults) ? null : Planned(pod, site, faults);
        return faults.Any ? new PlanResult(null, faults.ToString()) : new PlanResult(planned, null);
    }

    /// <returns>Null if there are faults.</returns>
    private static PlannedPod? Planned(PodSpec whole, SitePolicy site, FieldFaults faults)
    {
        PodNames.Require(whole, faults);
        var warnings = new PlanWarnings();
        AnnotationKeys.WarnOfOthers(whole, warnings);
        var offloading = OffloadSelection.Of(StorageAnnotations.Applied(whole, warnings, faults), site, faults);
        var pod = offloading.Pod;
        // The author of a job script has seen the whole pod, so the script is responsible for its fields.
        if (pod.JobScript is null)
            UnmappedFieldRules.Give(pod, site, warnings, faults);
        var grace = Grace(pod, site, faults);
        var resources = PodResources.Of(pod, site, faults);
        var volumes = PodVolumes.Of(pod.Volumes, faults);
        // Volumes that no container mounts are not sent, so that a secret goes only where it is needed.
        var mounted = pod
            .InitContainers.Concat(pod.Containers)
            .SelectMany(c => c.Mounts)
            .Select(m => volumes.GetValueOrDefault(m.Volume))
            .OfType<VolumeSpec>()
            .Distinct()
            .ToList();
        if (site.ExportPodData)
            PodVolumes.RequireContent(pod.Volumes, mounted, faults);
        var plan = pod.JobScript is { } script
            ? JobScriptPlan.Of(pod, script, site, grace, faults)
            : ContainerPlans.Of(pod, site, grace, resources, volumes, mounted, warnings, faults);
        var filled = mounted.OfType<FilesVolume>().ToList();
        foreach (var volume in filled)
            if (!site.ExportPodData)
                warnings.Add(
                    $"spec.volumes {OneLine.Quoted(volume.Name)}",
                    "mounted empty: this site sends no content of pods to the execute nodes"
                );
            else if (volume.IsUnbrought)
                warnings.Add($"spec.volumes {OneLine.Quoted(volume.Name)}", "mounted empty: its content did not come with the request");
        plan = plan with
        {
            Archive = filled.Count > 0 ? VolumeArchive.FileName : "",
            EmptyDirs = [.. mounted.OfType<EmptyDirVolume>().Where(v => !v.InMemory).Select(v => v.Name)],
            MemoryDirs = [.. mounted.OfType<EmptyDirVolume>().Where(v => v.InMemory).Select(v => v.Name)],
        };
        plan = StorageLimits.Into(pod, plan);
        var commands = PodSubmitCommands.Of(pod, site, resources, plan.DeadlineSeconds, faults);
        var auth = RegistryAuth.Of(pod, plan.InitContainers.Concat(plan.Containers), site, warnings);
        if (auth is not null)
            plan = plan with { RegistryAuth = RegistryAuth.FileName };
        if (site.DummyJob)
            plan = DummyPod.Of(plan);

        if (faults.Any)
            return null;
        List<JobFile> files = [new(PlanText.FileName, PlanText.Of(plan, new PlanSizeLimit(site.MaxPlanMiB, faults)))];
        if (plan.Archive.Length > 0)
            files.Add(new(plan.Archive, VolumeArchive.Of(filled, site.ExportPodData, site.MaxPodFilesMiB, faults)));
        if (plan.RegistryAuth.Length > 0)
            files.Add(new(plan.RegistryAuth, auth));
        if (pod.JobScript is { } text && !site.DummyJob && JobScriptPlan.File(text, site, faults) is { } file)
            files.Add(file);
        if (faults.Any)
            return null;
        return new PlannedPod(
            Outline(pod, offloading, plan, grace, resources, files, warnings, SpecDigest.Of(whole)) with
            {
                SubmitCommands = commands,
            },
            files
        )
        {
            Plan = plan,
        };
    }

    private static bool IsTooMany(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        var count = pod.InitContainers.Count + pod.Containers.Count;
        return count > site.MaxContainers
            && faults.Add(
                "spec.containers",
                $"there are {count}, init containers counted; the limit is {site.MaxContainers} (MaxContainers)",
                true
            );
    }

    private static TimeSpan Grace(PodSpec pod, SitePolicy site, FieldFaults faults) =>
        pod.TerminationGracePeriodSeconds switch
        {
            null => site.DefaultGrace,
            < 0 or > LongestGrace => faults.Add(
                "spec.terminationGracePeriodSeconds",
                $"{pod.TerminationGracePeriodSeconds} is outside 0 to {LongestGrace}",
                site.DefaultGrace
            ),
            { } seconds => TimeSpan.FromSeconds(seconds),
        };

    private static PodOutline Outline(
        PodSpec pod,
        OffloadSelection offloading,
        RunnerPlan plan,
        TimeSpan grace,
        PodResources resources,
        IReadOnlyList<JobFile> files,
        PlanWarnings warnings,
        UInt128 digest
    )
    {
        var planned = plan.InitContainers.Concat(plan.Containers).ToDictionary(c => c.Name, StringComparer.Ordinal);
        return new()
        {
            Uid = pod.Uid,
            Name = pod.Name,
            Namespace = pod.Namespace,
            OwnerName = JobNames.Known(pod.OwnerName),
            NodeName = JobNames.Known(pod.NodeName),
            // Plain arrays use the least memory: an outline is kept for as long as its pod lives.
            InitContainers = (ContainerOutline[])
                [.. offloading.NotOffloadedInitContainers, .. pod.InitContainers.Select(c => Outline(c, planned))],
            Containers = (ContainerOutline[])[.. pod.Containers.Select(c => Outline(c, planned)), .. offloading.NotOffloadedContainers],
            Grace = grace,
            Cpus = resources.Cpus,
            MemoryMiB = resources.MemoryMiB,
            DiskKiB = resources.DiskKiB,
            Gpus = resources.Gpus,
            InputFiles = files.Select(f => f.Name).ToArray(),
            Warnings = warnings.ToList(),
            IsJobScript = pod.JobScript is not null,
            SpecDigest = digest,
        };
    }

    private static ContainerOutline Outline(ContainerSpec container, Dictionary<string, PlannedContainer> planned)
    {
        var own = planned.GetValueOrDefault(container.Name);
        return new(
            container.Name,
            container.Image,
            own?.IsSidecar ?? false,
            MayRestart: own is { Restart: not RestartRule.Never },
            EndsWithSuccess: own is { Restart: RestartRule.OnFailure }
        );
    }
}
