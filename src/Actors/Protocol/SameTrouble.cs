using System.Text.RegularExpressions;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Decides which words tell of the same trouble (pure), so that the log tells it once for many pods. Words that differ only in the pod's
/// UID or in numbers (job ids, ports, times) are the same.
/// </summary>
public static partial class SameTrouble
{
    /// <summary>Equal for words of the same trouble.</summary>
    /// <param name="pod">The pod that the words are about; null if it is not known.</param>
    /// <param name="words">What failed, on one line.</param>
    public static string KeyOf(PodUid? pod, string words) =>
        Digits().Replace(pod is null ? words : words.Replace(pod.Value, "UID", StringComparison.Ordinal), "#");

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
