namespace HtcondorActors.Actors.Protocol;

/// <summary>The values of <c>imagePullPolicy</c> (core/v1, Container).</summary>
public static class ImagePullPolicies
{
    public const string Always = "Always";
    public const string IfNotPresent = "IfNotPresent";
    public const string Never = "Never";

    /// <summary>The tag that an image without a tag means.</summary>
    internal const string Latest = ":latest";

    /// <summary>Kubernetes' default: Always for the tag latest and for an image without tag and digest, else IfNotPresent.</summary>
    public static string DefaultOf(string image) =>
        IsUntagged(image) || image.EndsWith(Latest, StringComparison.Ordinal) ? Always : IfNotPresent;

    /// <summary>True if there is neither a tag nor a digest. A port of the registry is not a tag.</summary>
    internal static bool IsUntagged(string image) => image[(image.LastIndexOf('/') + 1)..].IndexOfAny([':', '@']) < 0;
}
