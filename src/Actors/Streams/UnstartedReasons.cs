namespace HtcondorActors.Actors.Streams;

/// <summary>Kubernetes' words for a container that was not started (kubelet: pkg/kubelet/images/types.go; containerd:
/// StartError).</summary>
internal static class UnstartedReasons
{
    public const string StartError = "StartError";
    public const string ErrImagePull = "ErrImagePull";
    public const string ImagePullBackOff = "ImagePullBackOff";

    /// <summary>Of an end.</summary>
    public static IReadOnlyList<string> All { get; } = [StartError, ErrImagePull, "ErrImageNeverPull", "InvalidImageName"];

    /// <summary>Of waiting.</summary>
    public static IReadOnlyList<string> OfWaiting { get; } = [ErrImagePull, ImagePullBackOff];
}
