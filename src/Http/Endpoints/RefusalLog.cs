using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Logs refused creates and failed requests, each once in ten minutes: a caller that repeats a request must not fill the log. A create that
/// is refused because of the pod counts by its pod. One that the sidecar cannot serve now counts by its reason, however many pods are
/// concerned. Repetitions are counted, and the next line tells their number.
/// </summary>
internal sealed class RefusalLog(TimeProvider clock, ILogger<RefusalLog> log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>A limit on memory: a caller may send any number of pods. Further ones are counted together until old entries end.</summary>
    private const int Most = 1000;
    private const int LongestWords = 1000;

    private readonly record struct Reason(PodUid? Pod, int Status, string Words);

    private sealed class Told(long at)
    {
        public long At { get; set; } = at;
        public int More { get; set; }
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<Reason, Told> _told = [];
    private readonly Told _others = new(0);

    /// <param name="pod">Null if the body could not be read so far.</param>
    /// <param name="status">The status code of the answer.</param>
    /// <param name="words">The answer.</param>
    /// <param name="session">interLink's session.</param>
    public void CreateRefused(LoggedPod? pod, int status, string words, string? session)
    {
        words = OneLine.Of(words, LongestWords);
        var isOfSidecar = status == StatusCodes.Status503ServiceUnavailable;
        if (
            !IsDue(
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
        if (IsDue(new Reason(null, status, request), out var more))
            log.AnsweredWithError(request, status, session ?? "no session", more == 0 ? "" : $", {more} more since the last such line");
    }

    private bool IsDue(Reason reason, out int more)
    {
        lock (_gate)
        {
            more = 0;
            if (!_told.TryGetValue(reason, out var told))
            {
                if (_told.Count >= Most)
                    RemoveOld();
                if (_told.Count < Most)
                {
                    _told[reason] = new Told(clock.GetTimestamp());
                    return true;
                }
                told = _others;
            }
            if (clock.GetElapsedTime(told.At) < Quiet)
            {
                told.More++;
                return false;
            }
            (more, told.More, told.At) = (told.More, 0, clock.GetTimestamp());
            return true;
        }
    }

    private void RemoveOld()
    {
        foreach (var (reason, told) in _told)
            if (clock.GetElapsedTime(told.At) >= Quiet)
                _told.Remove(reason);
    }
}
