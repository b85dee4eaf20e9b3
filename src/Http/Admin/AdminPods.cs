using System.Globalization;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>The requests that read pods. All but the log are answered from memory.</summary>
internal static class AdminPods
{
    public static IReadOnlyList<AdminParameter> TimelineParameters { get; } =
    [new("at", "An instant (RFC 3339): the answer is what was known and answered then, instead of the history.")];

    public static IReadOnlyList<AdminParameter> LogParameters { get; } =
    [
        new("container", "The container's name; by default the first."),
        new("follow", "true: the answer goes on until the container has ended."),
        new("previous", "true: the attempt before the last restart."),
        new("timestamps", "true: each line begins with its time."),
        new("tail", "Only the last lines, so many; 0 is all."),
    ];

    public static Task ListAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var (directory, query) = (services.Directory, PodQuery.Of(http.Request.Query));
        http.Response.Headers.CacheControl = "no-store";
        if (query.IsBrief)
            return BriefPods.AnswerAsync(http, services.Listings.Page(directory, query, directory.FindLine));
        var page = services.Listings.Page(directory, query, directory.Find);
        return http.JsonAsync(
            new PodList(page.AsOf, page.Stale, page.Unread, page.Remaining, page.Continue, page.Items),
            AdminJson.Wire.PodList
        );
    }

    public static Task OneAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        AdminParameter.Check(http.Request.Query, []);
        var directory = services.Directory;
        var pod = PodLookup.Find(directory, http.PodText());
        return http.JsonAsync(
            new PodDetail(directory.QueueSeenAt, directory.QueueTrouble, pod, PodReasons.Find(pod.Reason), directory.ContainersOf(pod.Uid)),
            AdminJson.Wire.PodDetail
        );
    }

    public static Task TimelineAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        AdminParameter.Check(http.Request.Query, TimelineParameters);
        var (directory, text) = (services.Directory, http.PodText());
        var uid = PodLookup.FindUid(directory, text);
        if (http.Request.Query["at"].ToString() is not { Length: > 0 } at)
            return http.JsonAsync(directory.Timeline(uid) ?? throw PodLookup.Unknown(directory, text), AdminJson.Wire.PodTimeline);
        var then = directory.At(uid, TimeOf(at)) ?? throw NotKnownAt(uid, at);
        return http.JsonAsync(
            new PodThen(
                then.At,
                then.Overview,
                then.Status is { } status ? JsonElement.Parse(status) : null,
                then.LostBefore,
                then.WhyLost
            ),
            AdminJson.Wire.PodThen
        );
    }

    public static Task LogsAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var given = http.Request.Query;
        AdminParameter.Check(given, LogParameters);
        var container = given["container"].ToString();
        if (container.Length > 0 && !DnsName.IsLabel(container))
            throw AdminParameter.Wrong("container", container, "a container's name");
        var tail = TailOf(given["tail"].ToString());
        var query = new LogQuery
        {
            Container = container,
            Follow = Truth("follow") && !Truth("previous"), // an earlier attempt has ended
            Previous = Truth("previous"),
            Timestamps = Truth("timestamps"),
            Tail = tail > 0 ? tail : null,
        };
        var pod = PodLookup.Find(services.Directory, http.PodText());
        var containers = services.Directory.ContainersOf(pod.Uid);
        if (container.Length > 0 && containers.Count > 0 && containers.All(each => each.Name != container))
            throw NoSuchContainer(pod, container, containers);
        return Logs.SendAsync(http, services.Gateway, services.Process, pod.Uid, query, () => WhyEmpty(services.Directory, pod, container));

        bool Truth(string name) =>
            given[name].ToString() switch
            {
                "" or "false" => false,
                "true" => true,
                var other => throw AdminParameter.Wrong(name, other, "true or false"),
            };
    }

    // kubectl's words.
    private static AdminFault NoSuchContainer(PodOverview pod, string container, IReadOnlyList<PodContainer> all)
    {
        var (init, main) = (Names(isInit: true), Names(isInit: false));
        return new(
            StatusCodes.Status400BadRequest,
            $"container {container} is not valid for pod {pod.Namespace}/{pod.Name}, choose one of: [{main}]"
                + (init.Length > 0 ? $" or one of the init containers: [{init}]" : "")
        );

        string Names(bool isInit) => string.Join(' ', all.Where(each => each.IsInit == isInit).Select(each => each.Name));
    }

    /// <summary>Why a log is empty: its container has not started yet. Null if the container has merely written nothing.</summary>
    private static string? WhyEmpty(IPodDirectory directory, PodOverview pod, string container)
    {
        var all = directory.ContainersOf(pod.Uid);
        var asked = all.FirstOrDefault(each => container.Length > 0 ? each.Name == container : !each.IsInit);
        return asked is { State: "waiting", Restarts: 0 }
            ? $"container \"{asked.Name}\" in pod \"{pod.Name}\" is waiting to start: {asked.Reason}; "
                + $"the pod's containers are: {string.Join(' ', all.Select(each => each.Name))}"
            : null;
    }

    private static int TailOf(string text) =>
        text.Length == 0 ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tail) ? tail
        : throw AdminParameter.Wrong("tail", text, "a number of lines, 0 or more,");

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw AdminParameter.Wrong("at", text, "an RFC 3339 time such as 2026-01-31T12:03:00Z");

    private static AdminFault NotKnownAt(PodUid uid, string at) =>
        new(StatusCodes.Status404NotFound, $"pod {uid} was not known at {OneLine.Quoted(at)}; its timeline says since when it is");
}
