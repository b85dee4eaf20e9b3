using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

public sealed class NetworkProbeSpecs
{
    private static readonly string NoCurl = Without("curl");
    private static readonly string NoBash = Without("bash");

    public static TheoryData<string, string> ShellsAndTools =>
        new()
        {
            { "dash", "" },
            { "bash", "" },
            { "dash", NoCurl },
            { "bash", NoCurl },
        };

    [Theory, MemberData(nameof(ShellsAndTools))]
    public void An_HTTP_probe_asks_with_path_and_headers_and_takes_2xx_and_3xx_for_good(string shell, string prefix)
    {
        using var server = new FixedAnswerServer(302);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = prefix }.Main(
                Waiting()
                    .Probe("readiness", "http")
                    .With("readiness_scheme", "http")
                    .With("readiness_port", $"{server.Port}")
                    .With("readiness_path", "/health?a=\"b\\c\"")
                    .With("readiness_headers", "2")
                    .With("readiness_header_1", "X-Token: it's \"s3cret\" \\")
                    .With("readiness_header_2", "Host: example.org")
            )
        );
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        var request = server.Requests[0].Split("\r\n");
        Assert.Equal("GET /health?a=\"b\\c\" HTTP/1", request[0][..^2]);
        Assert.Contains("X-Token: it's \"s3cret\" \\", request);
        Assert.Contains("Host: example.org", request);
        Assert.Single(request, line => line.StartsWith("Host:", StringComparison.Ordinal));
    }

    /// <summary>The planner refuses such a path; a runner must not depend on that.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_line_break_in_a_path_does_not_become_a_setting_of_curl(string shell)
    {
        using var server = new FixedAnswerServer(200);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Waiting()
                    .Probe("readiness", "http")
                    .With("readiness_port", $"{server.Port}")
                    .With("readiness_path", $"/a\nurl = http://127.0.0.1:{server.Port}/b\noutput = written\n#")
            )
        );
        job.Until(it => it.Story("main").Count >= 2).Terminate();
        job.End();

        Assert.Equal("unready readiness probe failed: a control character is in the host or the path", job.Story("main")[1]);
        Assert.False(File.Exists(job.Folder + "/written"));
    }

    [Theory, MemberData(nameof(ShellsAndTools))]
    public void Other_answers_and_none_are_failures_with_words(string shell, string prefix)
    {
        using var server = new FixedAnswerServer(503);
        var closed = FreePort.Next();
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = prefix }.Main(
                Waiting("answers").Probe("readiness", "http").With("readiness_port", $"{server.Port}").With("readiness_path", "/"),
                Waiting("closed").Probe("readiness", "http").With("readiness_port", $"{closed}").With("readiness_path", "/")
            )
        );
        job.Until(it =>
                it.Story("answers").Contains("unready readiness probe failed: HTTP status 503")
                && it.Story("closed").Any(line => line.StartsWith("unready readiness probe failed: ", StringComparison.Ordinal))
            )
            .Terminate();
        job.End();

        Assert.Matches("(?i)refused|connect", job.Story("closed")[1]);
    }

    [Theory, MemberData(nameof(ShellsAndTools))]
    public void A_connection_is_enough_for_a_TCP_probe(string shell, string prefix)
    {
        using var server = new FixedAnswerServer(200);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = prefix }.Main(
                Waiting("open").Probe("readiness", "tcp").With("readiness_port", $"{server.Port}"),
                Waiting("closed").Probe("readiness", "tcp").With("readiness_port", $"{FreePort.Next()}")
            )
        );
        job.Until(it => it.Story("open").Contains("ready") && it.Story("closed").Count >= 2).Terminate();
        job.End();

        Assert.StartsWith("unready readiness probe failed: ", job.Story("closed")[1], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Without_bash_a_TCP_probe_is_made_by_curl(string shell)
    {
        using var server = new FixedAnswerServer(200);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = NoBash }.Main(
                Waiting("open").Probe("readiness", "tcp").With("readiness_port", $"{server.Port}"),
                Waiting("closed").Probe("readiness", "tcp").With("readiness_port", $"{FreePort.Next()}")
            )
        );
        job.Until(it => it.Story("open").Contains("ready") && it.Story("closed").Count >= 2).Terminate();
        job.End();

        Assert.StartsWith("unready readiness probe failed: no connection to 127.0.0.1:", job.Story("closed")[1], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_this_node_cannot_ask_is_said_once_and_kills_nothing(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = NoCurl }.Main(
                Waiting()
                    .Probe("readiness", "http")
                    .With("readiness_scheme", "https")
                    .With("readiness_port", "1")
                    .With("readiness_path", "/")
                    .Probe("liveness", "http")
                    .With("liveness_scheme", "https")
                    .With("liveness_port", "1")
                    .With("liveness_path", "/")
            )
        );
        job.Until(it => it.Story("main").Contains("ready")).Terminate();
        job.End();

        Assert.Equal(
            1,
            job.Story("main").Count(line => line == "warning its liveness probe is not tried: there is no curl on this node for https")
        );
        Assert.Equal("exit 143 Stopped", job.Story("main")[^1]);
    }

    private static PlanContainer Waiting(string name = "main") => PlanContainer.Host(name, "sh", "-c", "while :; do sleep 0.05; done");

    /// <summary>Command prefix for a PATH with all the programs that the runner may use, but this one.</summary>
    private static string Without(string program)
    {
        string[] programs =
        [
            "sh",
            "bash",
            "curl",
            "env",
            "timeout",
            "nsenter",
            "unshare",
            "dd",
            "cat",
            "stat",
            "date",
            "sed",
            "grep",
            "tr",
            "tail",
            "head",
            "wc",
            "rm",
            "mv",
            "mkdir",
            "mkfifo",
            "sleep",
            "readlink",
            "fallocate",
            "getconf",
            "flock",
            "chmod",
            "true",
            "setsid",
        ];
        return $"mkdir shadow; for x in {string.Join(' ', programs.Where(name => name != program))}; do ln -s \"$(command -v $x)\" "
            + "shadow/$x; done; export PATH=$PWD/shadow";
    }
}
