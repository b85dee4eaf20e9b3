using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Translation.Annotations;

namespace HtcondorActors.Actors.Translation;

/// <summary>What all containers of a pod are planned with.</summary>
internal sealed record PlanSurroundings(
    PodSpec Pod, SitePolicy Site, IReadOnlyDictionary<string, VolumeSpec> Volumes, AnnotationMounts Mounts, PlanWarnings Warnings);
