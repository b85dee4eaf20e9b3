using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>What the log says of a request besides its path: interLink's session, the pod, and why it was refused.</summary>
internal static class RequestOrigin
{
    private const string SessionHeader = "InterLink-Http-Session";
    private const int LongestSession = 80;
    private static readonly object PodKey = new();
    private static readonly object RefusalKey = new();

    /// <summary>interLink's name of the call, on one line; null if it has none. It need not be unique.</summary>
    public static string? Session(this HttpContext http) =>
        http.Request.Headers[SessionHeader].ToString() is { Length: > 0 } session ? OneLine.Of(session, LongestSession, more: "") : null;

    /// <summary>Notes which pod the request is about, as soon as that is known.</summary>
    public static void IsAbout(this HttpContext http, PodSpec pod) =>
        http.Items[PodKey] = new LoggedPod(pod.Uid)
        {
            Namespace = pod.Namespace,
            Name = pod.Name,
            Session = http.Session(),
        };

    /// <summary>Null if the request has not been read so far.</summary>
    public static LoggedPod? Pod(this HttpContext http) => http.Items[PodKey] as LoggedPod;

    public static void IsRefused(this HttpContext http, string words) => http.Items[RefusalKey] = words;

    /// <summary>The words of the refusal; null if the request was not refused.</summary>
    public static string? Refusal(this HttpContext http) => http.Items[RefusalKey] as string;
}
