namespace HtcondorActors.Cli.Tests;

/// <summary><c>pod logs</c> prints what the container wrote.</summary>
public sealed class PodLogsCommandSpecs : PodCommandTestBed
{
    [Fact]
    public async Task Logs_are_what_the_container_wrote()
    {
        Logs["c2"] = "a\r\n\tb without newline";
        await RunAsync("apply");
        ForgetOutput();
        Assert.Equal(0, await RunAsync("logs", "-c", "c2", "--tail", "2"));
        Assert.Equal(Logs["c2"], Output);
        Assert.Equal(
            $$$"""{"Namespace":"default","PodUID":"{{{Uid}}}","PodName":"p1","ContainerName":"c2","Opts":{"Tail":2,"Bytes":0"""
                + $$$""","Timestamps":false,"Follow":false,"Previous":false,"SinceSeconds":0,"SinceTime":"0001-01-01T00:00:00Z"}}""",
            Sidecar.To("/getLogs").Single().Body.ToJsonString()
        );
    }

    [Fact]
    public async Task Following_prints_what_is_new_until_the_container_ends()
    {
        await RunAsync("apply");
        ForgetOutput();
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=exit:0 c2=run", "i1=exit:0");
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) =>
            path == "/getLogs"
                ? (200, "1\n2\n3\n4 and mo"[..Math.Min(4 + 4 * (Sidecar.To("/getLogs").Count() - 1), 14)])
                : answer(path, body);
        Assert.Equal(0, await RunAsync("logs", "--follow", "--tail", "1"));
        Assert.Equal("2\n3\n4 and mo"[..10] + "\n", Output);
    }

    [Fact]
    public async Task A_log_that_begins_anew_is_printed_from_its_start()
    {
        await RunAsync("apply");
        ForgetOutput();
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=exit:0 c2=run", "i1=exit:0");
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) =>
            path == "/getLogs" ? (200, Sidecar.To("/getLogs").Count() == 1 ? "first\n" : "second run\n") : answer(path, body);
        Assert.Equal(0, await RunAsync("logs", "--follow"));
        Assert.Equal("first\nsecond run\n", Output);
        Assert.Contains("began anew", Error, StringComparison.Ordinal);
    }
}
