namespace HtcondorActors.Http.Tests.Cli;

/// <summary>Status answers in few words: <c>S.Answer("c1=run c2=exit:3", inits: "i1=wait")</c>.</summary>
internal static class S
{
    public const string Uid = "aaaaaaaa-2222-4333-8444-555555555555";

    public static string Answer(string containers, string inits = "", string uid = Uid, string name = "p1") =>
        $$"""[{"name":"{{name}}","UID":"{{uid}}","namespace":"default","JID":"1.0","containers":{{List(containers)}},"initContainers":{{List(inits)}}}]""";

    private static string List(string words) =>
        words == "null" ? "null" : "[" + string.Join(',', words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Container)) + "]";

    private static string Container(string words)
    {
        var (name, state) = (words.Split('=')[0], words.Split('=')[1]);
        var json = state.Split(':') switch
        {
            ["wait"] => """{"waiting":{"reason":"InQueue","message":"idle"}}""",
            ["run"] => """{"running":{"startedAt":"2026-11-23T10:00:00Z"}}""",
            ["exit", var code] => $$$"""{"terminated":{"exitCode":{{{code}}},"reason":"X","message":"m","startedAt":"2026-11-23T10:00:00Z","finishedAt":"2026-11-23T10:00:05.25+00:00"}}""",
            ["nocode"] => """{"terminated":{"reason":"Removed"}}""",
            _ => "{}",
        };
        return $$"""{"name":"{{name}}","state":{{json}},"lastState":{},"ready":{{(state == "run" ? "true" : "false")}},"restartCount":0,"image":"i","imageID":""}""";
    }
}
