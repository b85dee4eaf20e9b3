using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Logs refused creates and failed requests, each once in ten minutes: a caller that repeats a request must not fill the log. A create that
/// is refused because of the pod counts by its pod. One that the sidecar cannot serve now counts by its reason, however many pods are
/// concerned. Repetitions are counted, and the next line tells their number.
/// </summary>
internal sealed class RefusalLog(TimeProvider clock, ILogger<RefusalLog> log)
{
    /// <summary>A limit on memory: a caller may send any number of pods. Further ones are counted together until old entries end.</summary>
    private const int Most = 1000;
    private const int LongestWords = 1000;

    private readonly record struct Reason(PodUid? Pod, int Status, string Words);

    private readonly RepeatedLines<Reason> _lines = new(clock, Most);

    /// <param name="pod">Null if the body could not be read so far.</param>
    /// <param name="status">The status code of the answer.</param>
    /// <param name="words">The answer.</param>
    /// <param name="session">interLink's session.</param>
    public void CreateRefused(LoggedPod? pod, int status, string words, string? session)
    {
        words = OneLine.Of(words, LongestWords);
        var isOfSidecar = status == StatusCodes.Status503ServiceUnavailable;
        if (
            !_lines.IsDue(
                isOfSidecar ? new Reason(null, status, SameTrouble.KeyOf(pod?.Uid, words)) : new Reason(pod?.Uid, status, words),
                out var more
            )
        )
            return;
        var again = more == 0 ? "" : $" ({more} more like this since the last such line)";
        if (pod is not null)
            log.CreateRefused(pod, session is null ? "interLink" : $"interLink (session {session})", status, words, again);
        else
            log.UnreadCreateRefused(status, words, session ?? "none", again);
    }

    /// <param name="request">Method and path.</param>
    /// <param name="status">500 or more.</param>
    /// <param name="session">interLink's session.</param>
    public void Failed(string request, int status, string? session)
    {
        if (_lines.IsDue(new Reason(null, status, request), out var more))
            log.AnsweredWithError(request, status, session ?? "no session", more == 0 ? "" : $", {more} more since the last such line");
    }
}
