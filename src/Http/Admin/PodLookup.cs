using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>Finds the pod that a person means: by UID, namespace and name, name alone, or HTCondor's job id.</summary>
internal static class PodLookup
{
    private const int MostNamed = 10;

    /// <exception cref="AdminFault">404: there is no such pod. 409: there are several.</exception>
    public static PodOverview Find(IPodDirectory directory, string text)
    {
        if (PodUid.TryParse(text, out var uid) && directory.Find(uid) is { } known)
            return known;
        var found = directory.Lines().Where(MatchOf(text)).Take(MostNamed + 1).ToList();
        return found switch
        {
            [] when directory.Unread is not 0 => throw new TryLaterException(
                $"pod {OneLine.Quoted(text)} is not known yet: not all pods have been read from the journal since the start"
            ),
            [] => throw Unknown(text),
            [var one] => directory.Find(one.Uid) ?? throw Unknown(text),
            _ => throw Ambiguous(text, found),
        };
    }

    /// <summary>The UID, also of a pod that only its history is left of.</summary>
    /// <exception cref="AdminFault">As for <see cref="Find"/>.</exception>
    public static PodUid FindUid(IPodDirectory directory, string text) =>
        PodUid.TryParse(text, out var uid) && directory.Find(uid) is null && directory.Timeline(uid) is not null
            ? uid
            : Find(directory, text).Uid;

    /// <summary>The answer about a pod that is neither known nor remembered.</summary>
    public static AdminFault Unknown(string text) =>
        new(
            StatusCodes.Status404NotFound,
            $"there is no pod {OneLine.Quoted(text)}: this sidecar has never seen it, or has deleted and forgotten it; "
                + "expected is a UID, NAMESPACE/NAME, NAME or a job id such as 123.0"
        );

    private static Func<IPodLine, bool> MatchOf(string text)
    {
        if (text.Split('/') is [var space, var name])
            return pod => pod.Name == name && pod.Namespace == space;
        var isCluster = text.Length > 0 && text.All(char.IsAsciiDigit);
        var cluster = text + ".";
        return pod =>
            pod.Name == text || pod.JobId == text || (isCluster && pod.JobId?.StartsWith(cluster, StringComparison.Ordinal) == true);
    }

    /// <summary>The answer about a text that several pods fit.</summary>
    public static AdminFault Ambiguous(string text, IReadOnlyList<IPodLine> found)
    {
        var named = found
            .Take(MostNamed)
            .Select(pod => $"{pod.Uid} ({pod.Namespace}/{pod.Name}, {pod.Stage.ToString().ToLowerInvariant()})");
        return new(
            StatusCodes.Status409Conflict,
            $"several pods are {OneLine.Quoted(text)}; name one by its UID: {string.Join(", ", named)}"
                + (found.Count > MostNamed ? ", and more" : "")
        );
    }
}
