using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>One pod of each kind.</summary>
internal static class ModelOutlines
{
    private static readonly ContainerOutline Again = new("one", "busybox", MayRestart: true);
    private static readonly ContainerOutline OnFailure = new("two", "busybox", MayRestart: true, EndsWithSuccess: true);
    private static readonly ContainerOutline Once = new("two", "busybox");

    public static IReadOnlyList<PodOutline> All { get; } =
    [
        Sample.Outline,
        Sample.Outline with
        {
            InitContainers = [new("prepare", "busybox", MayRestart: true)],
            Containers = [Again, OnFailure],
            Warnings = ["a note"],
        },
        Sample.Outline with
        {
            InitContainers = [new("proxy", "busybox", IsSidecar: true, MayRestart: true), .. Sample.Outline.InitContainers],
            Containers = [Again, Once],
        },
        Sample.Outline with
        {
            InitContainers =
            [
                new("before", "busybox", IsNotOffloaded: true),
                .. Sample.Outline.InitContainers,
                new("after", "busybox", IsNotOffloaded: true),
            ],
            Containers = [new("away", "busybox", IsNotOffloaded: true), Again, Once],
        },
        Sample.Outline with
        {
            Containers = [Again, new("two", "busybox", MayRestart: true)],
            IsJobScript = true,
        },
    ];
}
