using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Kubernetes' reasons for a container that was not started (kubelet: pkg/kubelet/images/types.go; containerd: StartError).
/// </summary>
internal static class UnstartedReasons
{
    public const string StartError = PodReasons.StartError;
    public const string ErrImagePull = PodReasons.ErrImagePull;
    public const string ImagePullBackOff = PodReasons.ImagePullBackOff;

    /// <summary>Reasons of terminated containers.</summary>
    public static IReadOnlyList<string> All { get; } =
    [StartError, ErrImagePull, PodReasons.ErrImageNeverPull, PodReasons.InvalidImageName];

    /// <summary>Reasons of waiting containers.</summary>
    public static IReadOnlyList<string> OfWaiting { get; } = [ErrImagePull, ImagePullBackOff];
}
