using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// The requests about drain, retry and log level. Each action is in the journal, with who did it, before it has an effect.
/// </summary>
internal static class AdminActions
{
    public static Task DrainAsync(HttpContext http, AdminCaller caller, AdminServices services) =>
        AnswerAsync(
            http,
            services.Actions.Drain
                ?? throw new TryLaterException(
                    "whether the node is drained is not known: the sidecar has just started, or its health (/healthz?verbose) says why"
                )
        );

    public static async Task SetDrainAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var request = await http.BodyAsync(AdminJson.Wire.DrainRequest, services.Limits);
        var isOn = request.Draining ?? throw AdminParameter.Wrong("draining", "", "true or false");
        await AnswerAsync(http, await services.Actions.DrainAsync(isOn, caller.Name, http.RequestAborted));
    }

    public static async Task RetryAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        // Another pod may be meant.
        var pod = (await services.Pods.FindAsync(http.PodText(), words => throw new TryLaterException(words), http.RequestAborted)).Pod;
        if (pod.NextTryAt is null)
            throw new AdminFault(
                StatusCodes.Status409Conflict,
                $"there is nothing to try again for pod {pod.Namespace}/{pod.Name}: it is {pod.Stage.ToString().ToLowerInvariant()}, and "
                    + $"waits for {pod.WaitsFor ?? "nothing"}"
            );
        await services.Actions.RetryAsync(pod.Uid, caller.Name, http.RequestAborted);
        await http.JsonAsync(new RetryAnswer(pod.Uid, pod.Namespace, pod.Name, pod.NextTryAt), AdminJson.Wire.RetryAnswer);
    }

    public static Task LogLevelAsync(HttpContext http, AdminCaller caller, AdminServices services) => AnswerAsync(http, services.Levels);

    public static async Task SetLogLevelAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var request = await http.BodyAsync(AdminJson.Wire.LogLevelRequest, services.Limits);
        var names = Enum.GetNames<LogLevel>();
        if (request.Level is not { } word || !names.Contains(word, StringComparer.OrdinalIgnoreCase))
            throw AdminParameter.Wrong("level", request.Level ?? "", "one of " + string.Join(", ", names));
        var level = Enum.Parse<LogLevel>(word, ignoreCase: true);
        await services.Actions.NoteLogLevelAsync(level.ToString(), caller.Name, http.RequestAborted);
        services.Levels.Set(level);
        await AnswerAsync(http, services.Levels);
    }

    private static Task AnswerAsync(HttpContext http, DrainState state) =>
        http.JsonAsync(new DrainAnswer(state.IsOn, state.Since, state.By), AdminJson.Wire.DrainAnswer);

    private static Task AnswerAsync(HttpContext http, LogLevelSwitch levels) =>
        http.JsonAsync(new LogLevelAnswer(levels.Get().ToString(), levels.Configured().ToString()), AdminJson.Wire.LogLevelAnswer);
}
