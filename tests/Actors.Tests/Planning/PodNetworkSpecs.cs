using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodNetworkSpecs
{
    private static readonly PodSpec Pod = Of(Container());

    [Fact]
    public void A_host_name_resolves_inside_the_pod_and_aliases_follow()
    {
        var pod = Pod with
        {
            Hostname = "node-1",
            HostAliases = [new HostAlias("10.1.2.3", ["db", "db.example.org"]), new HostAlias("::1", ["six"])],
        };
        Assert.Equal(
            ["node-1", "3", "127.0.0.1\tnode-1", "10.1.2.3\tdb\tdb.example.org", "::1\tsix"],
            Sourced(Planned(pod), "pod_hostname", "hosts_lines", "hosts_line_1", "hosts_line_2", "hosts_line_3")
        );
    }

    [Theory]
    [InlineData("ClusterFirst", "")]
    [InlineData(null, "")]
    [InlineData("None", "1")]
    public void A_dns_config_is_added_to_the_machines_or_stands_alone(string? policy, string whole)
    {
        var pod = Pod with { Dns = new DnsSpec(policy, ["10.0.0.10", "fd00::1"], ["a.example", "b.example"], ["ndots:2", "edns0"]) };
        Assert.Equal(
            [whole, "4", "nameserver 10.0.0.10", "nameserver fd00::1", "search a.example b.example", "options ndots:2 edns0"],
            Sourced(Planned(pod), "resolv_whole", "resolv_lines", "resolv_line_1", "resolv_line_2", "resolv_line_3", "resolv_line_4")
        );
    }

    [Fact]
    public void A_pod_that_says_nothing_has_the_machines_names() =>
        Assert.Equal(
            ["", "0", "0", ""],
            Sourced(
                Planned(Pod with { Dns = new DnsSpec("ClusterFirst", [], [], []) }),
                "pod_hostname",
                "hosts_lines",
                "resolv_lines",
                "resolv_whole"
            )
        );

    [Fact]
    public void What_would_be_another_line_or_no_name_is_refused()
    {
        Assert.StartsWith("spec.hostname: \"a.b\" is not a DNS label", Refusal(Pod with { Hostname = "a.b" }), StringComparison.Ordinal);
        Assert.Equal(
            "spec.hostAliases[0].ip: \"1.2.3.4?0.0.0.0 x\" is not an IP address",
            Refusal(Pod with { HostAliases = [new("1.2.3.4\n0.0.0.0 x", ["a"])] })
        );
        Assert.Equal(
            "spec.hostAliases[0].hostnames[1]: \"b c\" is not a DNS name",
            Refusal(Pod with { HostAliases = [new("1.2.3.4", ["a", "b c"])] })
        );
        Assert.Equal("spec.hostAliases[0].ip: \"1\" is not an IP address", Refusal(Pod with { HostAliases = [new("1", ["a"])] }));
        Assert.Equal(
            "spec.dnsConfig.nameservers[0]: \"10.1\" is not an IP address",
            Refusal(Pod with { Dns = new DnsSpec(null, ["10.1"], [], []) })
        );
        Assert.Equal(
            "spec.dnsConfig.nameservers[0]: \"ns\" is not an IP address",
            Refusal(Pod with { Dns = new DnsSpec(null, ["ns"], [], []) })
        );
        Assert.Equal(
            "spec.dnsConfig.searches[0]: \"a?nameserver 6.6.6.6\" cannot be written into a resolv.conf",
            Refusal(Pod with { Dns = new DnsSpec(null, [], ["a\nnameserver 6.6.6.6"], []) })
        );
        Assert.Equal(
            "spec.dnsConfig.nameservers: there must be one when dnsPolicy is None",
            Refusal(Pod with { Dns = new DnsSpec("None", [], [], []) })
        );
        Assert.StartsWith(
            "spec.dnsPolicy: \"Some\" is not one of",
            Refusal(Pod with { Dns = new DnsSpec("Some", [], [], []) }),
            StringComparison.Ordinal
        );
    }
}
