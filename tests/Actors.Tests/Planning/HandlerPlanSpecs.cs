using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class HandlerPlanSpecs
{
    private static readonly HttpHandler Plain = new(null, null, "80", "", []);

    private static PodSpec Starting(HandlerSpec hook) =>
        Of(
            Container() with
            {
                PostStart = hook,
                NamedPorts = new Dictionary<string, int> { ["web"] = 8080, ["bad"] = 0 },
            }
        );

    private static IReadOnlyList<string> Http(HttpHandler http) =>
        Sourced(
            Planned(Starting(http)),
            "c1_poststart_type",
            "c1_poststart_scheme",
            "c1_poststart_host",
            "c1_poststart_port",
            "c1_poststart_path",
            "c1_poststart_headers"
        );

    [Fact]
    public void An_http_request_has_its_defaults_filled_in()
    {
        Assert.Equal(["http", "http", "", "80", "/", "0"], Http(Plain));
        Assert.Equal(
            ["http", "https", "example.org", "8080", "/a%20b?c=d", "0"],
            Http(new HttpHandler("HTTPS", "example.org", "web", "a b?c=d#e", []))
        );
    }

    [Fact]
    public void The_other_kinds_bring_what_they_need()
    {
        Assert.Equal(
            ["tcp", "::1", "8080"],
            Sourced(Planned(Starting(new TcpHandler("[::1]", "web"))), "c1_poststart_type", "c1_poststart_host", "c1_poststart_port")
        );
        Assert.Equal(["sleep", "5"], Sourced(Planned(Starting(new SleepHandler(5))), "c1_poststart_type", "c1_poststart_seconds"));
        Assert.Equal(
            ["exec", "2", "a b"],
            Sourced(Planned(Starting(new ExecHandler(["x", "a b"]))), "c1_poststart_type", "c1_poststart_args", "c1_poststart_arg_2")
        );
    }

    public static TheoryData<HandlerSpec, string> Faults =>
        new()
        {
            { new ExecHandler([]), "exec.command: the command is empty" },
            { new ExecHandler(["a", "s3cret\0"]), "exec.command[1]: has a NUL character in it" },
            { Plain with { Port = "nosuch" }, "httpGet.port: the container has no port named \"nosuch\"" },
            { Plain with { Port = "-1" }, "httpGet.port: the container has no port named \"-1\"" },
            { Plain with { Port = "70000" }, "httpGet.port: 70000 is outside 1 to 65535" },
            { Plain with { Port = "bad" }, "httpGet.port: 0 is outside 1 to 65535" },
            { Plain with { Scheme = "FTP" }, "httpGet.scheme: \"FTP\" is not HTTP or HTTPS" },
            { Plain with { Host = "-x" }, "httpGet.host: \"-x\" is not a host" },
            { Plain with { Host = "a b" }, "httpGet.host: \"a b\" is not a host" },
            { Plain with { Path = "/\r\nX: y" }, "httpGet.path: \"/??X: y\" has a control character in it" },
            { Plain with { Headers = [new("a:b", "x")] }, "httpGet.httpHeaders[0].name: \"a:b\" is not the name of a header" },
            { Plain with { Headers = [new("A", "x"), new("B", "s3cret\r\nC: d")] }, "httpGet.httpHeaders[1].value: is not one line" },
            { new TcpHandler("0x7f.1", "1"), "tcpSocket.host: \"0x7f.1\" is not a host" },
            { new TcpHandler("1", "1"), "tcpSocket.host: \"1\" is not a host" },
            { new TcpHandler("::1%lo", "1"), "tcpSocket.host: \"::1%lo\" is not a host" },
            { new TcpHandler("$(id)", "1"), "tcpSocket.host: \"$(id)\" is not a host" },
            { new SleepHandler(-1), "sleep.seconds: -1 is outside 0 to 31536000" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_be_sent_is_refused_by_its_field(HandlerSpec hook, string words) =>
        Assert.Equal("spec.containers[0].lifecycle.postStart." + words, Refusal(Starting(hook)));

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 60)]
    public void A_header_arrives_as_one_line_byte_for_byte_or_is_refused(HostileText name, HostileText value)
    {
        var result = PodPlanner.Plan(Starting(Plain with { Headers = [new(name.Value, value.Value), new("X", value.Value)] }), Site);
        if (result.Plan is null)
        {
            Assert.Contains("httpHeaders[", result.Refusal, StringComparison.Ordinal);
            return;
        }
        var sent = Sourced(result.Plan, "c1_poststart_header_1", "c1_poststart_header_2");
        Assert.Equal([$"{name.Value}: {value.Value}", "X: " + value.Value], sent);
        Assert.DoesNotContain(sent, line => line.Contains('\n') || line.Contains('\r'));
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 200)]
    public void A_path_can_stand_in_a_request_line_and_means_what_it_meant(HostileText path)
    {
        if (path.Value.Any(char.IsControl))
            return;
        var sent = HandlerPlan
            .Of("p", Plain with { Path = path.Value }, new Dictionary<string, int>(), word => word, new FieldFaults())
            .Path;
        Assert.StartsWith("/", sent, StringComparison.Ordinal);
        Assert.All(sent, c => Assert.InRange(c, '!', '~'));
        // Percent signs that were there stay as they are, so they are left out of the way back.
        if (!path.Value.Contains('%'))
            Assert.Equal(path.Value.Split('#')[0].TrimStart('/'), Uri.UnescapeDataString(sent).TrimStart('/'));
    }
}
