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

    public static async Task ListAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var query = PodQuery.Of(http.Request.Query);
        var page = await services.Pods.ListAsync(query, http.Warn, http.RequestAborted);
        // The length is told before. Without it Kestrel sends chunks of 4 KiB, and the client reads each by itself.
        await http.JsonAsync(page.Body(query.IsBrief));
    }

    public static async Task OneAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        AdminParameter.Check(http.Request.Query, []);
        await http.JsonAsync(await services.Pods.FindAsync(http.PodText(), http.Warn, http.RequestAborted), AdminJson.Wire.PodDetail);
    }

    public static async Task TimelineAsync(HttpContext http, AdminCaller caller, AdminServices services) =>
        await http.JsonAsync(await services.Pods.TimelineAsync(http.PodText(), http.Request, http.Warn));

    public static async Task LogsAsync(HttpContext http, AdminCaller caller, AdminServices services)
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
        var found = await services.Pods.FindAsync(http.PodText(), http.Warn, http.RequestAborted);
        var (pod, containers) = (found.Pod, found.Containers);
        if (container.Length > 0 && containers.Count > 0 && containers.All(each => each.Name != container))
            throw NoSuchContainer(pod, container, containers);
        await Logs.SendAsync(http, services.Gateway, services.Process, pod.Uid, query, () => WhyEmpty(Now(), container));

        // The pod has gone on while the log was read.
        PodDetail Now() => services.Directory.ContainersOf(pod.Uid) is { Count: > 0 } now ? found with { Containers = now } : found;

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
    private static string? WhyEmpty(PodDetail found, string container)
    {
        var (pod, all) = (found.Pod, found.Containers);
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

    public static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw AdminParameter.Wrong("at", text, "an RFC 3339 time such as 2026-01-31T12:03:00Z");

    public static AdminFault NotKnownAt(PodUid uid, string at) =>
        new(StatusCodes.Status404NotFound, $"pod {uid} was not known at {OneLine.Quoted(at)}; its timeline says since when it is");
}
