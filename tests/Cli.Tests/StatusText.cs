namespace HtcondorActors.Cli.Tests;

/// <summary>
/// Status answers in few words: <c>S.Answer("c1=run c2=exit:3", inits: "i1=wait")</c>. <c>back:2:7</c> is in its back-off after two
/// restarts and a last exit with 7, <c>again:2:7</c> runs then, <c>unready</c> has started, <c>side</c> is a sidecar that goes on.
/// </summary>
internal static class S
{
    public const string Uid = "aaaaaaaa-2222-4333-8444-555555555555";

    public static string Answer(string containers, string inits = "", string uid = Uid, string name = "p1") =>
        $$"""[{"name":"{{name}}","UID":"{{uid}}","namespace":"default","JID":"1.0","containers":{{List(containers)}}"""
        + $$""","initContainers":{{List(inits)}}}]""";

    private static string List(string words) =>
        words == "null" ? "null" : "[" + string.Join(',', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Container)) + "]";

    private static string Container(string words)
    {
        var (name, state) = (words.Split('=')[0], words.Split('=')[1]);
        var json = state.Split(':') switch
        {
            ["wait"] => """{"waiting":{"reason":"InQueue","message":"idle"}}""",
            ["run"] => """{"running":{"startedAt":"2026-11-23T10:00:00Z"}}""",
            ["exit", var code] => $$$"""{"terminated":{"exitCode":{{{code}}}"""
                + $$$""","reason":"X","message":"m","startedAt":"2026-11-23T10:00:00Z","finishedAt":"2026-11-23T10:00:05.25+00:00"}}""",
            ["back", ..] => """{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 20 s"}}""",
            ["again", ..] => """{"running":{"startedAt":"2026-11-23T10:01:00Z"}}""",
            ["unready"] => """{"waiting":{"reason":"ContainerNotReady","message":"connection refused"}}""",
            ["side"] => """{"terminated":{"exitCode":0,"reason":"Completed","message":"started","startedAt":"2026-11-23T10:00:00Z"}}""",
            ["nocode"] => """{"terminated":{"reason":"Removed"}}""",
            _ => "{}",
        };
        var (restarts, last) = state.Split(':') is ["back" or "again", var count, var ended]
            ? (count, $$$"""{"terminated":{"exitCode":{{{ended}}},"reason":"Error","finishedAt":"2026-11-23T10:00:05Z"}}""")
            : ("0", "{}");
        return $$"""{"name":"{{name}}","state":{{json}},"lastState":{{last}},"ready":{{(state == "run" ? "true" : "false")}}"""
            + $$""","restartCount":{{restarts}},"image":"i","imageID":""}""";
    }
}
